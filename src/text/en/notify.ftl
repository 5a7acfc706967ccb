# Mails and SMS. Each notice: -subject, -lead first paragraph, -body second, -action button, -sms (at most 70 characters with the signature)
notify-greeting = Hello,
notify-row = { $label }: { $value }
notify-row-filing = Filing
notify-row-entity = Entity
notify-row-entity-number = Entity number
notify-row-website-number = Website number
notify-row-service-number = Service number
notify-link-hint = If the button does not work, copy this address into your browser:
notify-link-gone = The link or code here is sent once and not shown again.
notify-code-gone = ••••••
notify-footer = Sent by the filing system of { $provider }. Reply to this mail to reach the filing desk, or call { $phone }.
notify-footer-safe = We never ask for your password or codes by mail or phone. Filing is free of charge.
notify-sms-news = Filing { $ref } has news. Please sign in.

notify-filing-submitted-subject = Filing { $ref } submitted: please wait for the first review
notify-filing-submitted-lead = We have your filing. It is waiting for the first review.
notify-filing-submitted-body = The first review usually takes 1 to 2 working days. We may call to check details, so please keep the phones of the persons in charge switched on.
notify-filing-submitted-action = See progress

notify-changes-requested-subject = Filing { $ref } needs changes: correct { $count ->
    [one] 1 item
   *[other] { $count } items
 } and submit again
notify-changes-requested-lead = The first review is done. { $count ->
    [one] One item needs
   *[other] { $count } items need
 } changing.
notify-changes-requested-body = Each item to change has a remark beside it. Everything else stays as it is. Please submit once when all are done.
notify-changes-requested-action = Make the changes
notify-changes-requested-sms = Filing { $ref } needs { $count ->
    [one] 1 change
   *[other] { $count } changes
 }. Please sign in.

notify-filing-rejected-subject = Filing { $ref } rejected by the desk: please read why
notify-filing-rejected-lead = Your filing did not pass the first review.
notify-filing-rejected-body = The reasons and what to do are on the filing’s page. Once they are solved you can change this filing and submit it again; nothing you entered is lost.
notify-filing-rejected-action = Read the reasons
notify-filing-rejected-sms = Filing { $ref } was rejected. Please sign in.

notify-filing-accepted-subject = Filing { $ref } passed the first review: nothing to do
notify-filing-accepted-lead = Your filing passed the first review and will go to the communications administration of the province.
notify-filing-accepted-body = This usually happens within 3 working days. We will tell you when it is done.
notify-filing-accepted-action = See progress

notify-mail-needed-subject = Filing { $ref } needs papers by post: they must arrive by { $until }
notify-mail-needed-lead = Your filing passed the first review. The province asks for papers by post; they must arrive by { $until }.
notify-mail-needed-body = The list of papers and the address are on the filing’s page. If nothing arrives in time, the filing expires.
notify-mail-needed-action = See papers and address
notify-mail-needed-sms = Filing { $ref }: post the papers by { $until_short }.

notify-sent-to-bureau-subject = Filing { $ref } sent to the bureau: nothing to do
notify-sent-to-bureau-lead = Your filing went to the communications administration of the province.
notify-sent-to-bureau-body = From now on it cannot be changed or withdrawn. We will tell you what happens next.
notify-sent-to-bureau-action = See progress

notify-sms-needed-subject = Filing { $ref } needs SMS verification: complete it by { $until }
notify-sms-needed-lead = The persons in charge must complete the ministry’s SMS verification by { $until }, or the filing comes back.
notify-sms-needed-body = They get a code from a number that starts with 12381 or 106 and enter it on the SMS verification page of the ministry’s site, beian.miit.gov.cn. If the persons have different mobiles, both must do so.
notify-sms-needed-action = See how it works
notify-sms-needed-sms = { $ref }: enter the MIIT code by { $until_short }.

notify-sms-reminder-subject = Filing { $ref }: the SMS verification is due by { $until }
notify-sms-reminder-lead = We have not heard yet that the SMS verification is done. It is due by { $until }, and the filing comes back if it is missed. If it is done, there is nothing to do.
notify-sms-reminder-body = Please remind the persons in charge to enter their codes on the SMS verification page of the ministry’s site, beian.miit.gov.cn. A code that did not arrive can be asked for again there.
notify-sms-reminder-action = See how it works
notify-sms-reminder-sms = { $ref }: MIIT SMS code due { $until_short }.

notify-code-reminder-subject = Filing { $ref }: we reminded a person in charge of the SMS verification
notify-code-reminder-lead = We sent an SMS to the mobile of a person in charge, to complete the ministry’s SMS verification by { $until }.
notify-code-reminder-action = See how it works
notify-code-reminder-sms = { $ref }: enter your MIIT code by { $until_short }.
notify-relay-link-subject = { $task ->
    [face] Filing { $ref }: please verify yourself on your phone
   *[paper] Filing { $ref }: please photograph “{ $paper }” with your phone
}
notify-relay-link-lead = { $task ->
    [face] Somebody is filing a website and asks you to verify yourself on your phone.
   *[paper] Somebody is filing a website and asks you to photograph one paper with your phone: { $paper }.
}
notify-relay-link-body = Open the link on your phone, read who asks and what for, and { $task ->
    [face] record the video
   *[paper] take the photograph
}. You need no account. The link opens for { $hours } hours and for this one task. If you do not know this filing, delete this message.
notify-relay-link-action = Open the task
notify-relay-link-sms = { $ref }: { $task ->
    [face] please verify yourself
   *[paper] a photo is needed
}, open { $url }
notify-relay-link-told = Link sent to somebody else: { $paper }

notify-sms-lapsed-subject = Filing { $ref } was not verified by SMS: please send it again
notify-sms-lapsed-lead = The persons in charge did not complete the SMS verification in time, or entered wrong codes too often, so the filing came back.
notify-sms-lapsed-body = Nothing needs changing. 24 hours after it came back you can send it again from its page; new codes will follow.
notify-sms-lapsed-action = Send it again
notify-sms-lapsed-sms = { $ref }: SMS verification missed. Please sign in.

notify-bureau-review-subject = Filing { $ref } under bureau review: nothing to do
notify-bureau-review-lead = The SMS verification is done. The communications administration of the province is reviewing your filing.
notify-bureau-review-body = This usually takes at most 20 working days. Please keep the phones of the persons in charge switched on.
notify-bureau-review-action = See progress

notify-bureau-refused-subject = Filing { $ref } refused by the bureau: please read its opinion
notify-bureau-refused-lead = The communications administration of the province did not approve your filing.
notify-bureau-refused-body = Its opinion is on the filing’s page, word for word. Change the filing and submit it again; we will review it and send it on.
notify-bureau-refused-action = Read the opinion
notify-bureau-refused-sms = The bureau refused filing { $ref }. Please sign in.

notify-filing-approved-subject = Filing { $ref } approved: put the number on your website
notify-filing-approved-lead = Congratulations, the communications administration of the province approved your filing.
notify-filing-approved-body = Put the website number at the bottom of your home page, linked to beian.miit.gov.cn, and file with the public security bureau within 30 days of going live. It may take 1 to 2 working days until the public look-up shows the record.
notify-filing-approved-action = See the next steps
notify-filing-approved-sms = { $ref } approved: { $number }{ $count ->
    [1] {""}
   *[other] {" "}({ $count } sites)
 }. Sign in.

notify-filing-withdrawn-subject = Filing { $ref } withdrawn: nothing to do
notify-filing-withdrawn-lead = This filing was withdrawn and goes no further.
notify-filing-withdrawn-body = Its place on the server is free again. If this was neither you nor a colleague, change your password at once and contact the filing desk.
notify-filing-withdrawn-action = See the filing

notify-filing-expiring-subject = Filing { $ref } will expire: go on with it by { $on }
notify-filing-expiring-lead = Nothing has happened on this filing for a while. It expires after { $on }.
notify-filing-expiring-body = { $awaits ->
    [paper] Please see to it that the papers arrive in time. The list of papers and the address are on the filing’s page.
   *[answers] Everything you entered is kept. As soon as you go on and save, the time starts anew.
 }
notify-filing-expiring-action = Go on
notify-filing-expiring-sms = Filing { $ref } expires after { $on_short }. Please sign in.

notify-filing-expired-subject = Filing { $ref } expired: start again if you need it
notify-filing-expired-lead = Nothing happened on this filing for a long time, so it expired.
notify-filing-expired-body = Its place on the server is free again. You can start a new filing at any time.
notify-filing-expired-action = Start again
notify-filing-expired-sms = Filing { $ref } has expired. Please sign in.

notify-filing-recalled-subject = Filing { $ref } back in first review: please wait
notify-filing-recalled-lead = Your filing needs another look before it goes to the bureau, so it is back in the first review.
notify-filing-recalled-body = You need not do anything for now. If something must change, we will tell you.
notify-filing-recalled-action = See progress

notify-psb-reminder-subject = { $number } public security filing: due by { $deadline }
notify-psb-reminder-lead = Website { $number } must be filed with the public security bureau by { $deadline }.
notify-psb-reminder-body = File it at beian.mps.gov.cn. Then enter its number on the filing’s page of next steps, and these reminders stop.
notify-psb-reminder-action = See how
notify-site-findings-subject = { $number }: the daily look found something to mend
notify-site-findings-lead = Website { $number }: { $count ->
    [one] one thing is
   *[other] { $count } things are
} to be mended.
notify-site-findings-body = Every day we look at domain, DNS, the number on the home page, server and certificates. Mend it within ten working days, or the filing may be cancelled.
notify-site-findings-action = See what it is
notify-site-findings-sms = { $number }: { $count } to mend. Please sign in.
notify-psb-reminder-sms = { $number }: the PSB filing is due by { $deadline_short }.

notify-licence-reminder-subject = { $number }: please tell us the number of its ICP licence
notify-licence-reminder-lead = You told us that the website { $number } charges its users. We have no number of an ICP licence for it yet.
notify-licence-reminder-body = Apply to the communications administration of your province. Once you have the licence, enter its number and we stop reminding you. If the website does not charge any more, say so on the page.
notify-licence-reminder-action = Enter the number
notify-licence-reminder-sms = { $number }: ICP licence number missing.

notify-server-ended-subject = Filing { $ref } has lost its server: renew it or choose another
notify-server-ended-lead = The server { $instance } of your filing has ended or was given back.
notify-server-ended-body = A filing needs a server that runs until the bureau has decided. Renew it soon; while the filing can be changed, you can also choose another server or service number. The desk knows, and accepts no filing before this is mended.
notify-server-ended-action = See the server
notify-server-ended-sms = { $ref }: its server has ended. Please sign in.

notify-number-handed-subject = { $count ->
    [one] You were given a service number: enter it in your filing
   *[other] You were given { $count } service numbers: enter them in your filings
 }
notify-number-handed-lead = { $count ->
    [one] Somebody handed a service number to your account. It lets you file one website on their server.
   *[other] Somebody handed { $count } service numbers to your account. Each lets you file one website on their server.
 }
notify-number-handed-body = Enter it on the page “Access” of your filing. Each number works once, and only in your account.
notify-number-handed-action = My filings

notify-confirm-email-subject = Confirm your address: open the link within { $hours } hours
notify-confirm-email-lead = Please open the link below to confirm that this address is yours.
notify-confirm-email-body = The link works for { $hours } hours. If this was not you, ignore this mail.
notify-confirm-email-action = Confirm address

notify-email-changed-subject = Your account’s address was changed: take it back if this was not you
notify-email-changed-lead = Your filing account has a new mail address. Mails will go there from now on.
notify-email-changed-body = If this was you, there is nothing to do. If not, open the link below within { $hours } hours to take it back, and change your password at once.
notify-email-changed-action = Take it back

notify-mobile-code-subject = Mobile code
notify-mobile-code-lead = Your code is { $code }.
notify-mobile-code-sms = Code { $code }, valid { $minutes } minutes. Tell nobody.

notify-mobile-changed-subject = Your account’s mobile was changed: take it back if this was not you
notify-mobile-changed-lead = Your filing account has a new mobile. SMS will go there from now on.
notify-mobile-changed-body = If this was you, there is nothing to do. If not, open the link below within { $hours } hours to take it back, and change your password at once.
notify-mobile-changed-action = Take it back
notify-mobile-changed-sms = Your mobile on file was changed. Not you? See your mail.

notify-reset-password-subject = Reset your password: open the link within { $minutes } minutes
notify-reset-password-lead = We were asked to reset your password. Open the link below to set a new one.
notify-reset-password-body = The link works once, for { $minutes } minutes. If this was not you, ignore this mail; your password stays as it is.
notify-reset-password-action = Set a new password

notify-password-changed-subject = Your password was changed: reset it if this was not you
notify-password-changed-lead = The password of your filing account was just changed. All other sessions were ended.
notify-password-changed-body = If this was you, there is nothing to do. If not, reset your password at once and contact the filing desk.
notify-password-changed-action = Reset password

notify-new-device-subject = New sign-in on { $device }: change your password if this was not you
notify-new-device-lead = Somebody signed in to your account on a device that was not known before: { $device }, { $at }.
notify-new-device-body = If this was you, there is nothing to do. If not, sign that device out, change your password at once and contact the filing desk.
notify-new-device-action = See signed-in devices

notify-alarms-moved-subject = Sign-in alarms no longer come here: tell an administrator if this was not you
notify-alarms-moved-lead = The address for sign-in alarms of your back office login was changed or removed, { $at }. Alarms no longer come to this one.
notify-alarms-moved-body = If this was you, there is nothing to do. If not, somebody knows your password: sign their device out, change your password at once and tell an administrator.
notify-alarms-moved-action = See signed-in devices

notify-account-exists-subject = You have an account already: just sign in
notify-account-exists-lead = Somebody used this address to create a filing account, but it has one already.
notify-account-exists-body = If it was you, just sign in; a forgotten password can be reset from there. If not, ignore this mail; nothing about your account has changed.
notify-account-exists-action = Sign in

notify-account-closed-subject = Your filing account is closed
notify-account-closed-lead = As you asked, your filing account was closed.
notify-account-closed-body = Your data were deleted; filing data and decisions that the law asks to be kept go when their time is over. If it was not you, contact the filing desk at once.
notify-account-closed-action = Filing home page

# Why a message was not handed over, on the delivery page.
notify-answer-no-address = There is no address or number that works
notify-answer-no-gateway = No SMS gateway is set up
notify-answer-too-late = Too late to be of use: not sent
notify-operation-done-subject = { $ref } is done: { $operation ->
    [change-entity] entity changed
    [change-website] website changed
    [change-filing] record changed
    [change-access] access changed
    [cancel-entity] entity cancelled
    [cancel-website] website cancelled
    [cancel-access] access cancelled
    [claim] record claimed
    [migrate] website moved
   *[transfer] record transferred
}
notify-operation-done-lead = { $operation ->
    [change-entity] The change of the entity was approved; the record is up to date.
    [change-website] The change of the website was approved; the record is up to date.
    [change-filing] The change of entity and website was approved; the record is up to date.
    [change-access] The change of access was approved; you may switch the domain now.
    [cancel-entity] The entity and all its websites are cancelled; their domains may no longer point to a server in mainland China.
    [cancel-website] The website is cancelled; its domains may no longer point to a server in mainland China.
    [cancel-access] Access through this provider has ended; the website number stays. File access at your new provider soon.
    [claim] The record is in your account now. You can change it and add websites.
    [migrate] The website now belongs to the other entity; its old number ends.
   *[transfer] The record is in the other account now. This account can no longer work on it.
}
notify-operation-done-action = See the filing
notify-operation-done-sms = { $ref } is done. Sign in for details.
notify-lookup-answered-subject = We looked up what is on record: you can go on
notify-lookup-answered-lead = A specialist looked up what is on record of your entity and domain. Sign in, see the result and go on; nothing needs to be typed again.
notify-lookup-answered-action = Go on
notify-lookup-answered-sms = We looked up what is on record. Sign in and go on.
notify-record-received-subject = { $what ->
    [website] A website came to your entity
   *[record] A record came to your account
}
notify-record-received-lead = { $what ->
    [website] A website was moved to your entity and has a new number. Sign in to see it, and show the new number on the website.
   *[record] A record was transferred to your account. You can change it and add websites.
}
notify-record-received-action = See my filings
notify-record-received-sms = A record came to your account. Sign in for details.
notify-cancelled-by-bureau-subject = { $what ->
    [entity] The communications administration cancelled your record
    [website] The communications administration cancelled a website of yours
   *[access] The communications administration ended the access of a website of yours
}
notify-cancelled-by-bureau-lead = { $what ->
    [entity] { $number } is no longer on record, with all its websites. Their domains may no longer point to a server in mainland China. Ask the communications administration for the reason; to go on, file anew.
    [website] { $number } is no longer on record. Its domains may no longer point to a server in mainland China. Ask the communications administration for the reason; to go on, file it anew.
   *[access] { $number } is no longer reached through this provider in the eyes of the communications administration. To keep it here, file its access again.
}
notify-cancelled-by-bureau-action = See my filings
notify-cancelled-by-bureau-sms = The bureau cancelled a record of yours. Please sign in.
notify-head-subject = Head of the audit { $seq }
notify-head-text = The last event of the audit: position, hash, time. Keep it: it shows when events in the database are changed, removed or cut off.
