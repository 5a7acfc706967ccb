# Filling in a filing
wizard-list-title = My filings
wizard-list-empty = No filing yet
wizard-list-empty-text = Start with the type of filing; it takes about five minutes. What you type is saved by itself.
wizard-contact-title = One step left
wizard-contact-mobile = Confirm your mobile number; it is needed before you submit a filing.
wizard-new-title = Type of filing
wizard-new-below = From these answers the system tells which filing it is. Once the filing has begun, this page cannot be changed.
wizard-new-submit = Confirm the type and start
wizard-tasks = Tasks
wizard-task-type = Type of filing
wizard-task-access = Access
wizard-task-entity = Entity
wizard-task-entity-person = Entity person in charge
wizard-task-website = Website { $n }
wizard-task-website-person = Person in charge of website { $n }
wizard-task-materials = Papers
wizard-task-check = Check and submit
wizard-task-check-hint = Complete the tasks above first
wizard-type-initial = Neither the entity nor the domain is filed: an initial filing
wizard-status-not-started = Not started
wizard-status-in-progress = In progress
wizard-status-complete = Complete
wizard-status-problems = { $n } to mend
wizard-status-warnings = { $n ->
    [one] 1 warning
   *[other] { $n } warnings
}
wizard-status-papers = { $done } of { $total }
wizard-above = { $kind } · { $ref }
wizard-kind-initial = Initial filing
wizard-back-to-filing = Back to the filing
wizard-website-add = Add another website
wizard-website-remove = Remove this website
wizard-website-removed = The website was removed.
wizard-website-added = A website was added.
wizard-locked = Locked: the specialist did not ask to change this.
wizard-conflict-title = This page was saved elsewhere
wizard-conflict-text = You changed the same page in another window or on another device. These are the differences. Check them, then save again: this page will count.
wizard-conflict-mine = This page:
wizard-conflict-theirs = The other one:
wizard-entity-frozen = Already confirmed
wizard-entity-frozen-why = These answers decide the type of filing and cannot be changed. If one is wrong, abandon this filing and start again.
wizard-cert-validity = Validity of the certificate
wizard-id-validity = Validity of the ID
wizard-domain-n = Domain { $n }
wizard-approval-n = Pre-approval { $n }
wizard-approval-trade = Trade concerned
wizard-declaration-offer = The province asks individuals for a declaration in the remark. You can use this one:
wizard-access-no-instances = Your account has no server that can be used for a filing. If the server is in somebody else's account, ask for a service number.
wizard-access-row = Website { $n }
wizard-saved = Saved.
wizard-started = The filing has begun. What you type is saved by itself.
wizard-entity-title = Entity
wizard-entity-person-title = Entity person in charge
wizard-website-title = Website { $n }
wizard-website-person-title = Person in charge of website { $n }
wizard-access-title = Access
wizard-access-below = Every website needs a server here or a service number.
wizard-check-title = Check and submit
wizard-check-below = Go through every answer. After you submit, the filing is locked and a specialist handles it within 1 to 2 working days.
wizard-check-blocking = { $n ->
    [one] 1 thing must be mended
   *[other] { $n } things must be mended
}
wizard-check-blocking-text = Once everything marked as required below is done, you can submit.
wizard-check-fine = Nothing found. You can submit.
wizard-check-declared = I have read this declaration and agree
wizard-check-declared-missing = Tick the box to agree to the declaration first.
wizard-check-submit = Submit the filing
wizard-check-sent = Submitted. We will tell you the result by e-mail and SMS.
wizard-check-already = This filing has been sent already; no need to send it again.
wizard-corrections-title = Make the changes asked for
wizard-corrections-below = Only the items below need your attention. Everything else is locked.
wizard-corrections-now = Now:
wizard-corrections-change = Change it
wizard-corrections-answer = Why it should stay
wizard-corrections-answer-hint = If you think nothing needs to change, say why.
wizard-corrections-locked = What is not listed here cannot be changed.
wizard-corrections-submit = Submit the changes
wizard-corrections-open = To do
wizard-corrections-changed = Changed
wizard-corrections-answered = Answered
wizard-corrections-left = { $n ->
    [one] 1 item is neither changed nor answered.
   *[other] { $n } items are neither changed nor answered.
}
wizard-times = How long it takes
wizard-times-provider = Review here
wizard-times-provider-value = 1 to 2 working days
wizard-times-bureau = Bureau of { $province }
wizard-times-bureau-value = At most { $days } working days
wizard-withdraw = Abandon this filing
wizard-withdraw-title = Abandon the filing
wizard-withdraw-text = This ends the filing and frees the server unit it holds. What you typed cannot be brought back; you would have to start again.
wizard-withdraw-confirm = Abandon it
wizard-withdraw-done = The filing was abandoned.
wizard-mailing-title = Paper by post
wizard-sms-title = SMS verification
wizard-next-steps-title = After you have the number

# List and progress
wizard-turn-you = Your turn
wizard-turn-desk = With our review desk
wizard-turn-persons = Waiting for the persons to verify by SMS
wizard-turn-bureau = With the bureau
wizard-turn-nobody = Ended
wizard-since = Since { $day }
wizard-deadline = until { $day }
wizard-unnamed-individual = Individual filing
wizard-mark-fill = Fill in
wizard-mark-desk = Review here
wizard-mark-sms = SMS verification
wizard-mark-bureau = Bureau review
wizard-mark-number = Number
wizard-panel-draft-title = { $n ->
    [one] Your turn: 1 task left
   *[other] Your turn: { $n } tasks left
}
wizard-panel-draft-ready-title = All filled in. Check it and submit.
wizard-panel-draft-text = Everything is saved. You can leave at any time and go on from another device.
wizard-panel-draft-button = Continue
wizard-panel-submitted-title = Submitted, waiting for review
wizard-panel-submitted-text = A specialist usually handles it within 1 to 2 working days and may call you. Please keep your phone on.
wizard-panel-in-review-title = Under review
wizard-panel-in-review-text = A specialist is going through it and may call you. Please keep your phone on.
wizard-panel-changes-requested-title = Your turn: some changes are needed
wizard-panel-changes-requested-text = Only the marked items need to change. Everything else is locked.
wizard-panel-changes-requested-button = Make the changes
wizard-panel-rejected-title = Your turn: the filing was returned
wizard-panel-rejected-text = See why, mend it and submit again.
wizard-panel-rejected-button = See why and mend it
wizard-panel-awaiting-mail-title = Please post the paper file
wizard-panel-awaiting-mail-text = It passed our review. The province asks for papers by post; send them by { $day }.
wizard-panel-ready-to-send-title = Passed our review, about to go to the bureau
wizard-panel-ready-to-send-text = Usually within 1 to 3 working days. You need not do anything.
wizard-panel-verifying-title = Please verify by SMS
wizard-panel-verifying-text = The ministry has sent codes to the persons in charge. Enter them at the ministry's site by { $time }.
wizard-panel-verifying-button = How to do it
wizard-panel-bureau-review-title = The bureau is reviewing
wizard-panel-bureau-review-text = At most { $days } working days. Nothing can be changed or withdrawn meanwhile.
wizard-panel-approved-title = Filed
wizard-panel-approved-text = The number went to you by e-mail and SMS. A few things are left to do.
wizard-panel-approved-button = See what is left to do
wizard-panel-withdrawn-title = Abandoned
wizard-panel-withdrawn-text = You can start a new filing at any time.
wizard-panel-expired-title = Expired
wizard-panel-expired-text = Nothing was done for a long time, so this filing has ended. You can start a new one.

# SMS verification, afterwards
wizard-sms-until = Please do this by { $time }; otherwise the filing is returned.
wizard-sms-1-title = Receive the SMS
wizard-sms-1-text = The ministry (12381 or a number starting with 106) sends a six-digit code to the persons in charge, usually about five minutes after we hand the filing in.
wizard-sms-2-title = Open the ministry's site
wizard-sms-2-text = Go to beian.miit.gov.cn and choose SMS verification (短信核验).
wizard-sms-3-title = Enter and send
wizard-sms-3-text = Enter the code, the mobile number and the last six characters of the ID number. One mobile needs to be verified only once.
wizard-sms-who = Who must verify
wizard-sms-failed = No SMS? Ask for a new one at the ministry's site. After five wrong tries the filing is returned.
wizard-next-number = Your number: { $number }
wizard-next-number-text = It also went to you by e-mail and SMS. The ministry's public search shows it a day or two later.
wizard-next-footer = Show the number at the bottom of { $name }
wizard-next-preview = How it looks
wizard-next-psb = PSB filing: by { $day }
wizard-next-psb-reminders = We will remind you on days 7, 20 and 27.
wizard-access-free = { $n ->
    [one] can take 1 more website
   *[other] can take { $n } more websites
}
wizard-websites-full = This filing holds as many websites as allowed. File the others separately.
wizard-corrections-whole = The filing as a whole
wizard-go-to = Go and change: { $what }
wizard-found = { $where }: { $what }
