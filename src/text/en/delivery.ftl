# Deliveries

delivery-list-title = Messages
delivery-list-below = Mail and SMS to applicants, what failed first.
delivery-empty-failed = No message failed
delivery-empty-refused = No address was refused
delivery-empty-waiting = No message is waiting
delivery-empty-sent = Nothing was sent yet
delivery-failed = Failed
delivery-refused = Address refused
delivery-waiting = Waiting
delivery-sent = Sent
delivery-again = Queued to be sent again.
delivery-not-again = This message was sent, or its link or code is gone: it cannot be sent again.
delivery-dead =
    { $count ->
        [one] 1 background job was given up
       *[other] { $count } background jobs were given up
    }
delivery-dead-text = Look at the cause. Once it is mended, run the job again; one that is no longer needed can be dismissed.
delivery-dead-message = { $channel }: { $subject }
delivery-topic-staff-alarm = Telling staff of a sign-in on a new device
delivery-topic-staff-alarm-moved = Telling staff that sign-in alarms go elsewhere
delivery-topic-audit-head = Send the head of the audit outside
delivery-topic-face-result = Ask the verification service for a result
delivery-topic-bureau-prepare = Writing the file for the bureau
delivery-topic-bureau-papers = Writing the file with verification papers
delivery-topic-bureau-reduce = Making pictures small for the bureau
delivery-topic-bureau-statuses = Asking the bureau what is on record
delivery-topic-bureau-send = Sending to the bureau
delivery-topic-bureau-fetch = Fetching from the bureau
delivery-topic-bureau-apply = Applying what the bureau sent
delivery-job-run = Run again
delivery-job-dismiss = Dismiss
delivery-job-dismiss-text = It is not tried again, and what it was to do is not done.
delivery-job-again = Queued to run again.
delivery-job-dismissed = Dismissed: it is shown no more.
delivery-job-gone = Somebody has dealt with this job already.
delivery-next = next { $at }
delivery-channel-mail = Mail
delivery-channel-sms = SMS
delivery-channel-runs = sending
delivery-channel-is-held = held
delivery-channel-hold = Hold
delivery-channel-resume = Resume
delivery-channel-held = Held: messages wait in line.
delivery-channel-goes-on = Sending goes on.
delivery-head-message = Message
delivery-head-channel = Channel
delivery-head-state = State
delivery-head-attempts = Tries
delivery-head-answer = Last answer
delivery-head-at = Time
delivery-head-act = Act
delivery-resend = Send again
delivery-channel-missing = Choose the channel to hold or to let go on.
delivery-job-unclear = Choose whether to run it again or to let it be.
