# After the review: papers by post, SMS verification, what is left once the number is there
after-mailing-title = Send papers by post
after-mailing-until = They must arrive by { $day }. If nothing arrives in time, this filing expires.
after-mailing-what = What to send
after-mailing-what-text = Print these papers on A4. Organisations seal every page, individuals sign every page. Write { $ref } on the first one.
after-mailing-asked = What the specialist asks for
after-mailing-where = Where to send it
after-mailing-no-address = Please call { $phone } for the address.
after-mailing-pay = Do not let the receiver pay. Keep a copy.
after-mailing-how = Once it is on its way
after-mailing-courier = Courier
after-mailing-courier-hint = For example: SF Express, China Post
after-mailing-number = Tracking number
after-mailing-sent-on = Date sent
after-mailing-save = Save
after-mailing-change = Update
after-mailing-saved = Saved. When the papers arrive we go on with your filing and say so here.
after-mailing-told = { $courier }, number { $number }
after-mailing-told-at = Sent { $day }, entered { $time }
after-mailing-on-way = On its way to us
after-mailing-courier-missing = Enter the courier.
after-mailing-number-missing = Enter the tracking number.
after-mailing-future = The date cannot be later than today.
after-mailing-early = The date cannot be earlier than the day the filing was submitted.
after-mailing-number-wrong = A tracking number has 6 to 30 letters and digits. Copy it from the waybill.
after-mailing-refused = No papers are awaited now. Please look at the filing’s page.
after-mailing-late-title = The day has passed and nothing has arrived
after-mailing-late = Send it now and enter the tracking number below. Without one this filing may expire at any time.
after-mailing-late-on-way = What is on its way is awaited until { $day }. If nothing has arrived by then, this filing expires.
after-mailing-desk-late = Paper is { $days ->
    [one] a day
   *[other] { $days } days
 } late and has not arrived
after-mailing-desk-late-on-way = The applicant entered a tracking number; it is awaited until { $day }. If it is here, record that it has arrived.
after-mailing-desk-late-way = If it is here, record that it has arrived. If not, the filing expires by itself: call the applicant in time.
after-mailing-desk = The applicant sent it: { $courier } { $number }, on { $day }
after-mailing-desk-none = The applicant has not entered a tracking number yet

after-sms-where = Open the ministry’s filing site
after-sms-who = Which mobiles get a code
after-sms-who-text = Each mobile gets a code of its own, and each must be verified.
after-sms-each = Use the last six characters of the ID number of the person whose mobile it is.
after-sms-failed = No SMS? See whether the phone blocked it, then ask for a new one at the ministry’s site. After { $n } wrong tries the filing is returned.
after-person = { $name } ({ $role })

after-lapsed-title = The SMS verification was not completed
after-lapsed-what = What to do
after-lapsed-why = The persons in charge did not enter their codes at the ministry’s site in time, so the filing came back.
after-lapsed-unchanged = Nothing needs changing: send it again as it is, and new codes follow.
after-lapsed-from = You can send it again from { $time }.
after-lapsed-send = Send again unchanged
after-lapsed-changed = Something was changed since it came back. Submit it from the check page; we will review it once more.
after-lapsed-check = Check and submit
after-lapsed-correct = Wrong mobile number? Change it before you send
after-sent-again = Sent again. We will hand it to the bureau next.

after-site-number = Website number { $number }
after-footer-of = Footer of { $name }
after-footer-copy = Put this code at the very bottom of the home page
after-preview = This is how it looks
after-preview-above = Your page
after-psb-open = Open the site of the public security authorities
after-psb-done = All done
after-psb-reminders = Until it is done we remind you by e-mail on these days:
after-psb-number = PSB number of { $name }
after-psb-number-hint = For example: 京公网安备11010102000001号. Once it is here, the reminders stop.
after-psb-save = Save the PSB number
after-psb-change = Correct the PSB number
after-psb-saved = Saved. There will be no more reminders.
after-psb-told = { $number }, entered { $day }
after-psb-copy = The PSB number goes into the footer too
after-public-look-up = Look this record up
