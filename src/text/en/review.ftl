# Review desk

# Desk
review-desk-title = Desk
review-desk-greeting = Hello, { $name }
review-desk-waiting = Waiting to be taken
review-desk-due = Due today
review-desk-late = Overdue
review-desk-done = Finished today
review-desk-bureau = From the bureau
review-desk-mine = My open cases
review-desk-mine-empty = You have no case open
review-desk-mine-empty-hint = Choose “Next case” to take the one that waits longest.
review-desk-returned = Came back to me
review-desk-without-server = Lost their server
review-desk-second = Waiting for my confirmation
review-desk-due-empty = Nothing is due today
review-desk-team = Load of the team
review-desk-other-role = Your role reviews no cases. Your work is here:
review-next = Next case
review-nothing-waits = No case is waiting now.

# Queue
review-queue-title = Queue
review-tab-unassigned = Unassigned
review-tab-mine = Mine
review-tab-applicant = With applicant
review-tab-bureau = With bureau
review-tab-overdue = Overdue
review-tab-all = All
review-empty-unassigned = No case waits to be taken
review-empty-mine = You have no case
review-empty-applicant = No case waits for its applicant
review-empty-bureau = No case is with the bureau
review-empty-overdue = Nothing is overdue
review-empty-all = Nothing was submitted yet
review-empty-hint = If a filter is set, clear it or look under another tab.
review-any = Any
review-filter-whose = Entity
review-whose-organisation = Organisation
review-individual = Individual
review-round-first = First round
review-round-again = Submitted again
review-round = Round { $round }
review-views = Saved filters
review-view-new = Save this filter
review-view-name = Name
review-view-name-hint = For example: individuals of Zhejiang. One of the same name is replaced.
review-view-shared = Colleagues see it too
review-view-is-shared = shared
review-view-save = Save
review-view-saved = The filter was saved.
review-view-removed = The saved filter was removed.
review-view-remove = Remove “{ $name }”
review-view-too-many = You keep 20 filters, the most there may be: remove one first.
review-head-case = Case
review-head-province = Province
review-head-round = Round
review-head-state = State
review-head-due = Date
review-head-holder = With
review-head-name = Name
review-head-open = Open
review-head-oldest = Oldest since
review-since = since { $date }
review-due-late =
    { $days ->
        [one] 1 working day late
       *[other] { $days } working days late
    }
review-due-today = due today
review-due-in =
    { $days ->
        [one] 1 working day left
       *[other] { $days } working days left
    }
review-due-mail = paper due { $date }
review-due-sms = SMS until { $date }
review-due-bureau = bureau by { $date }
review-due-sms-late = SMS time is over: to be confirmed
review-due-bureau-late =
    { $days ->
        [one] bureau 1 working day late
       *[other] bureau { $days } working days late
    }
review-due-provisional = { $due } (provisional)

# Search
review-sites-title = Websites to be looked at
review-sites-below = What the daily look found at websites on record. Their owners were told.
review-sites-since = since { $day }
review-sites-none = Nothing was found
review-sites-none-hint = Every website on record is looked at once a day.
review-search-title = Search
review-search-label = Search
review-search-hint = Reference, number, domain, name, phone
review-search-long-hint = Reference, entity or website number, domain, part of an organisation’s name; or a whole phone, certificate number or person’s name (these searches are recorded).
review-search-none = Nothing found
review-search-none-hint = Phones, certificate numbers and names of persons must be whole. Of an organisation’s name type two characters or more.
review-search-more-note = { $count } cases are shown, newest first. There are older ones: type more to narrow it down.
review-search-more = Show older ones

# Case
review-case-title = { $section }: { $name }
review-case-application = Application
review-case-differences = Differences
review-case-faces = Authenticity
review-case-checklist = Checklist
review-case-calls = Calls
review-case-notes = Notes
review-case-messages = Messages
review-case-timeline = Timeline
review-case-bureau = Bureau
review-mine = with me
review-with = with { $name }
review-claim = Take this case
review-claimed = The case is yours now.
review-taken = { $name } has taken this case.
review-release = Give back
review-released = The case is back in the queue.
review-recall = Take the acceptance back
review-recalled = The acceptance was taken back; you can review again.
review-mail-arrived = Paper has arrived
review-mail-received = Recorded: the paper has arrived.
review-withdraw = Withdraw for the applicant
review-withdraw-text = This cannot be undone. The applicant will be told.
review-withdraw-reason = Reason
review-withdrawn = The case was withdrawn.
review-to-decide = Decide
review-to-bureau = Record the bureau
review-sections = Sections
review-section-papers = Papers
review-nav-marked =
    { $count ->
        [one] 1 problem
       *[other] { $count } problems
    }
review-nav-done = ✓ { $done }/{ $total }
review-nav-part = { $done }/{ $total }
review-next-section = Next: { $title }
review-accept-open = Accept the other { $count }
review-no-items = Nothing in this section
review-no-paper = No paper belongs to this section
review-no-paper-hint = All papers are under “Papers”.
review-paper-hidden = Pictures of a case you have not taken are not shown. Take the case, or say why you need to look (recorded).
review-paper-pages =
    { $count ->
        [one] 1 picture
       *[other] { $count } pictures
    }
review-masked = Personal data are hidden: show them
review-reveal = Show (recorded)
review-reveal-reason = Why do you need to look?
review-reveal-hint = Recorded with your name and the time. Shown on the next page only.
review-accept = Accept
review-accepted = Accepted
review-marked = Marked
review-undo = Undo
review-mark = Mark
review-mark-change = Change the mark
review-mark-save = Mark
review-mark-unclear = Nothing was saved: press Accept or Mark beside the item it is about.
review-reason = Reason
review-reason-missing = Choose a reason.
review-reasons-here = Usual here
review-words = Own words
review-words-hint = The applicant sees this beside the field: say how to put it right. Write no full numbers.
review-remark-note = The applicant will see this beside the field.
review-changed = Changed since the last round
review-asked = Asked in the last round
review-answered = The applicant’s answer
review-conflict-title = Not saved: somebody was faster
review-conflict-text = { $label } was judged after you opened the page. Nothing was overwritten; look at both and decide.
review-conflict-now = What stands now
review-conflict-theirs = What { $name } said
review-conflict-mine = What you just said
review-conflict-go = Go there and decide again
review-said-nothing = Nothing
review-said-accepted = Accepted

review-to-paper = See the picture
review-to-checklist = Fill in the checklist
review-paper-original = Open full size (recorded)
review-checklist-conflict = The checklist was saved after you opened this page. Nothing was overwritten: the form below holds what you just chose and will count once you save it.
review-checklist-both = Now: { $theirs }. You just chose: { $mine }
review-check-calls =
    { $count ->
        [one] 1 call recorded in this round
       *[other] { $count } calls recorded in this round
    }
review-key-step = Next and previous item that is still open
review-key-accept = Accept the item (in the checklist: yes; press O for not needed)
review-key-reason = Mark the item and choose a reason; Ctrl and Enter saves, Esc closes
review-key-undo = Take back what was said of the item
review-key-rest = Accept all other items without doubts
review-key-section = Next section; in the checklist save; on the decision page go to the send button
review-key-paper = Zoom, rotate, next picture
review-key-decide = Decide; there press 1, 2 or 3 to choose
review-key-bureau = record what the bureau did; there a digit chooses what
review-key-next = Take the next case
review-key-switch = Single keys are on
review-key-close = Close

review-proof-credit-code = The check digit is right
review-proof-id-number = The check digit is right; aged { $age }
review-proof-no-end = Valid without end
review-proof-days-left =
    { $days ->
        [one] Valid for 1 more day
       *[other] Valid for { $days } more days
    }
review-proof-mobile-province = The filing province, as the applicant says; ask when you call
review-proof-phones-differ = Differs from the mobile
review-proof-suffix = The suffix may be filed here

# Differences
review-differences-masked = You have not taken this case: personal data and pictures are not shown.
review-differences-none = Nothing changed since the last round
review-differences-texts = Texts
review-diff-removed = removed: 
review-diff-added = added: 
review-side-before = Last round
review-side-after = This round
review-answers = Answered without a change

# Checklist
review-check-yes = Yes
review-check-not-needed = Not needed
review-check-open = open
review-check-left =
    { $count ->
        [one] 1 item is open.
       *[other] { $count } items are open.
    }
review-check-complete = Complete.
review-checklist-saved = The checklist is saved.

# Notes and calls
review-notes-empty = No notes yet
review-note-words = A note
review-note-hint = Only staff can read it. Write no full numbers.
review-note-write = Save the note
review-note-saved = The note is saved.
review-calls-empty = No calls yet
review-calls-empty-hint = The numbers stand in the sections of the persons.
review-call-new = Record a call
review-call-person = Who was called
review-call-person-missing = Choose who was called.
review-call-entity-person = Entity person
review-call-website-person = Person of website { $number }
review-call-other = Somebody else
review-call-result = Result
review-call-result-missing = Choose the result.
review-call-confirmed = Confirmed
review-call-no-answer = No answer
review-call-wrong-number = Wrong number
review-call-refused = Refused
review-call-back = Call back
review-call-words = More
review-call-write = Save the call
review-call-saved = The call is saved.
review-call-line = { $person }: { $result }

# Messages
review-messages-empty = Nothing was sent to the applicant yet
review-message-show = Show the message
review-channel-mail = Mail
review-channel-sms = SMS
review-delivery-waiting = waiting
review-delivery-sent = sent
review-delivery-refused = address refused
review-delivery-failed = failed

# Timeline
review-actor-visitor = Visitor
review-actor-applicant = Applicant
review-actor-staff = Staff
review-actor-bureau = Bureau
review-actor-clock = System
review-actor-operator = Operator

# Decision
review-decide-title = Decide
review-decide-choice = Decision
review-decide-choice-missing = Choose a decision.
review-choice-accept = Accept
review-choice-accept-hint = Goes on to the bureau.
review-choice-changes = Request changes
review-choice-changes-hint = The applicant may change what is marked, all told at once.
review-choice-reject = Reject
review-choice-reject-hint = Rejected as a whole; the applicant may change everything and submit again.
review-decide-reason = Reason for rejecting
review-decide-reason-hint = What is marked is told as well.
review-decide-reason-more = One more reason
review-decide-reason-missing = Choose a reason for rejecting.
review-decide-opinion = Opinion
review-decide-opinion-hint = The applicant will see it.
review-decide-send = Decide and send
review-decide-changed = The case or its marks changed after this page was opened. Look again and confirm.
review-decided = The decision is sent.
review-recommend-accept = Recommendation: accept
review-recommend-changes = Recommendation: request changes
review-recommend-go-on = Not everything was looked at
review-recommend-note = This follows from the marks only. You decide.
review-left =
    { $count ->
        [one] 1 item was not looked at.
       *[other] { $count } items were not looked at.
    }
review-open-items =
    { $count ->
        [one] 1 item of the checklist is open: { $items }.
       *[other] { $count } items of the checklist are open: { $items }.
    }
review-remarks = Marked ({ $count })
review-paper-asked = Ask for paper by post?
review-paper-asked-hint = This province asks for it in some cases.
review-paper-yes = Yes
review-paper-no = No
review-preview = What will be sent
review-preview-note = Word for word as it will go out.
review-preview-accept = If accepted
review-preview-accept-paper = If accepted and paper is asked for
review-preview-changes = If changes are requested
review-preview-reject = If rejected
review-preview-closed = The account is closed: nothing will be sent.
review-mail-refused = The applicant’s mail address refuses mail: none goes there any more
review-mail-refused-way = Call and ask for another address.
review-sms-refused = The applicant’s mobile refuses SMS: none go there any more
review-sms-refused-way = Ask the applicant for another number.
review-preview-mail-refused = This mail address was refused before: no mail will go out.
review-preview-no-sms = There is no usable mobile: no SMS will go out.

# Second person
review-second-title = Second person
review-to-second = Answer the request
review-second-none = Something is marked, or a check blocks. To accept all the same, a second reviewer must confirm.
review-second-waiting = A second reviewer was asked and has not answered yet.
review-second-confirmed = { $name } confirmed that the case may be accepted.
review-second-declined = { $name } declined.
review-second-ask = Ask a second person
review-decide-why = Why it may be accepted
review-decide-why-hint = The second person sees this. Write no full numbers.
review-second-send = Ask
review-second-asked = A second reviewer was asked.
review-second-asks = At { $at } { $name } asked for your confirmation that what follows does not stand in the way.
review-second-answer = Your answer
review-second-words = In your words
review-second-words-hint = Needed if you decline.
review-second-words-missing = Say why you decline.
review-second-unclear = Choose whether you confirm or decline.
review-second-confirm = Confirm
review-second-decline = Decline
review-second-answered = Your answer was recorded.

# Bureau
review-bureau-empty = Nothing from the bureau yet
review-bureau-papers = Send the verification papers on their own
review-bureau-nothing = Nothing of the bureau can be recorded now.
review-recheck-title = Checked again before sending
review-recheck-text = Domains and other filings here, as they are seen now. Recall the case if something must be mended.
review-recheck-fine = Nothing new was found
review-bureau-record = Record what the bureau did
review-confirm-nothing-marked = Nothing is marked, so nobody has to confirm.
review-confirm-answered = This request was answered already.
review-confirm-own = You cannot confirm your own request. Another reviewer must.
review-bureau-act = What happened
review-bureau-act-missing = Choose what happened.
review-bureau-received = Sent on: the bureau has it
review-bureau-verified = SMS verified
review-bureau-not-verified = SMS lapsed
review-bureau-approved = Approved
review-bureau-refused = Refused
review-bureau-faulty = Could not be used: back to the desk
review-bureau-happened-on = Date
review-bureau-entity-number = Entity number
review-bureau-number-hint = Such as { $prefix }ICP备2026000001号
review-bureau-website-number = Website number
review-bureau-number-of = { $label }: { $name }
review-bureau-words = The bureau’s opinion, or a note
review-bureau-words-hint = Needed for a refusal or a return: copy the opinion word for word; the applicant will see it.
review-bureau-words-missing = Copy the bureau’s opinion word for word.
review-bureau-evidence = Evidence
review-bureau-evidence-hint = A screenshot or paper of the bureau, picture or PDF.
review-bureau-evidence-missing = Choose the file that proves it.
review-bureau-save = Save
review-bureau-recorded = Recorded.
review-bureau-changed = The case changed after you opened this page, and nothing was saved. See where it stands now, then choose act and evidence again.
review-local = Also asked here ({ $count })
review-check-seen = { "" } ({ $seen })
review-effect-add = On approval: adds the entity and its websites to the record and spends the server’s quota
review-effect-add-website = On approval: adds the website to the entity on record and spends the server’s quota
review-effect-change = On approval: updates the record; its numbers stay
review-effect-cancel-entity = On approval: cancels the entity with all its websites
review-effect-cancel-website = On approval: cancels this website
review-effect-end-access = Once the administration has it: access here ends, the website number stays
review-effect-move-account = On acceptance: the record moves to its new account; nothing goes to the administration
review-effect-move-website = On approval: the website moves to another entity
review-server = Server of website { $n }: { $code }
review-server-since = { $what } ({ $at })
review-server-ended-way = The owner was told. Ask for a renewed or another server before the filing goes on.
review-clock-starts = The time for the review begins
review-clock-resumes = The time for the review goes on; the working days used before count
review-clock-stops = The time for the review stops
review-clock-stops-applicant = The time for the review stops: the applicant corrects; it begins anew once that is handed in
review-clock-stops-mail = The time for the review stops: papers come by post

# SMS verification
review-sms-title = SMS verification
review-sms-below = Filings whose persons in charge are to enter their codes at the ministry’s site, the least time first; and those that came back and can be sent again as they are.
review-sms-cut = Each list shows 50 at most; the others follow once these are done.
review-sms-running = Running
review-sms-running-empty = Nobody is to verify
review-sms-left = Time left
review-sms-until = until { $time }
review-sms-who = Mobiles that verify
review-sms-next = Next
review-sms-confirm = Look at the ministry’s system, then record it
review-sms-confirm-text = Once the time is over, look at the result in the ministry’s system and record it below: not verified in time, or returned after too many wrong codes.
review-sms-wait = Waiting for the persons in charge
review-sms-lapsed = Not completed
review-sms-lapsed-empty = Nothing came back for want of verification
review-sms-back = Came back
review-sms-again = Send again unchanged
review-sms-from = Can be sent again from { $time }
review-sms-changed = Changed by the applicant: it will be handed in anew
review-sent-again = It waits to be sent to the bureau.
review-bureau-wrong-codes = Returned: too many wrong codes
