### The line to the bureau

exchange-title = Exchange with the bureau
exchange-below = Files sent to the bureau’s system, and fetched from it.
exchange-off = The bureau’s system is not connected
exchange-off-text = Staff record by hand what was sent and what the bureau decided.
exchange-stopped = Nothing has been sent since { $since }
exchange-stopped-text = The cause stands on the page Messages, with the jobs that were given up. Let it go on once that is mended.
exchange-lacks = The bureau’s system lacks what it had received from number { $from } on. Ask the bureau. Then send the same files again, or let sending go on without them: the filings among these that still wait for the bureau go back to the desk.
exchange-paused-text = Staff paused it. The files that wait can be opened and checked before it goes on.
exchange-pause = Pause sending
exchange-is-paused = Sending is paused.
exchange-go-on = Let sending go on
exchange-goes-on = Sending goes on.
exchange-contact = Last answer of the bureau’s system
exchange-open = Waiting to be sent
exchange-next = Next number
exchange-rests = Rests until
exchange-fetching-rests = No files are fetched until
exchange-failures = The bureau’s system does not answer, or not in a way that can be used
exchange-failures-since = { $count ->
    [one] Once so far
   *[other] { $count } times in a row
}, the last time { $at }.
exchange-failures-text = What waits to be sent is kept and goes up in order afterwards.
exchange-never = not yet
exchange-left = For somebody to look at
exchange-settle = Mark as dealt with
exchange-settled = Marked as dealt with.
exchange-settled-at = Dealt with, { $at }
exchange-file-title = File of the bureau { $name }
exchange-upload-title = File sent for { $case }
exchange-pieces = Pieces of the file
exchange-content = Content
exchange-content-hidden = The file cannot be read by its format. Say why you look, and it is shown as it came.
exchange-content-over = The content was erased when its time was over.
exchange-uploads = Sent
exchange-uploads-none = Nothing was sent yet
exchange-upload-fixed = Waiting
exchange-upload-sending = Being sent
exchange-upload-held = To be clarified
exchange-upload-accepted = Received
exchange-upload-dropped = Called off
exchange-downloads = Fetched
exchange-downloads-none = Nothing was fetched yet
exchange-download-waiting = Being applied
exchange-download-applied = Applied
exchange-download-unreadable = Cannot be read
exchange-sort-result = Result of the checks
exchange-sort-decision = Decision of the bureau
exchange-sort-record = Filing on record
exchange-sort-addresses = IP addresses
exchange-sort-domains = Domains
exchange-sort-tables = Tables of codes
exchange-sort-copy = Copy of what is on record
exchange-sort-list = List, task or notice
exchange-sort-cancelled = Cancelled by the bureau
exchange-sort-work = Work for the desk
exchange-sort-listed = Blacklist
exchange-sort-unknown = Unknown content
exchange-sort-file = The whole file
exchange-left-code = Code { $code } of “{ $table }” stands in no table here
exchange-left-strange = Not understood: { $what }
exchange-left-not-ours = Not a filing sent from here
exchange-left-earlier-upload = About an earlier file of the case
exchange-left-numbers = Filing numbers are missing or cannot be read
exchange-left-other-numbers = The filing is on record with other numbers. Sending stopped: ask the bureau which are right
exchange-head-what = What
exchange-head-why = Why
exchange-head-case = Filing
exchange-head-file = File
exchange-head-number = Number
exchange-head-state = State
exchange-head-answer = Answer
exchange-head-at = Time
exchange-head-fixed = Written
exchange-head-sent = Sent
exchange-head-received = Received
exchange-head-confirmed = Confirmed
exchange-sort-papers = Result on verification papers
exchange-send-again = Send what is missing again
exchange-sends-again = What is missing is sent again.
exchange-nothing-missing = The bureau’s system lacks nothing.
exchange-held = Nobody can tell whether the bureau’s system has this file
exchange-held-text = Ask the bureau, then choose. Sending goes on afterwards.
exchange-arrived = The bureau has it
exchange-not-arrived = The bureau does not have it: send it again
exchange-not-held = It is known what became of this file.
exchange-papers-title = Verification papers on their own, filing { $case }
exchange-papers-below = Where the bureau lacks verification papers or asks for them again, those on file are sent once more on their own. The filing itself stays as it is.
exchange-papers-back = Bureau
exchange-papers-numbers = Filing numbers
exchange-papers-reason = Why they go again
exchange-papers-reason-hint = Such as: the bureau called for the verification form. It is kept in the audit.
exchange-papers-send = Send the papers
exchange-papers-asked = The papers go to the bureau.
exchange-papers-not-on-record = Papers go on their own only for a filing on record that has some.
exchange-papers-on-their-way = The papers are on their way. Look again in a while.
exchange-papers-sent = Sent
exchange-papers-said = What the bureau said
exchange-papers-taken = Papers stored
exchange-codes-title = Tables of codes of the bureau
exchange-codes-below = The tables that the bureau’s system sent, kept with the days on which they came.
exchange-codes-none = No table has come yet
exchange-codes-none-hint = What the bureau’s system sends stands here.
exchange-codes-table = Table
exchange-codes-element = Name in the interface
exchange-codes-current = Codes told now
exchange-codes-changed = Last change
exchange-codes-code = Code
exchange-codes-name = Name
exchange-codes-others = More
exchange-codes-since = From
exchange-codes-until = Until
exchange-codes-over = no more in force
exchange-alarms = Alarms
exchange-alarms-link = Deal with them at the page Messages
exchange-calls = Calls about this file
exchange-calls-last = Last calls
exchange-calls-masked = The words of the answers are hidden: show them
exchange-call-upload = Sent
exchange-call-previous = Asked for the last file
exchange-call-acknowledge = Confirmed
exchange-call-download = Fetched
exchange-call-status = Asked what is on record
exchange-call-verify = Checked a filing password
exchange-call-unanswered = No answer
exchange-head-call = Call
exchange-head-begun = Begun
exchange-head-ended = Ended
exchange-head-message = Words of the answer
exchange-bytes = Save the exact file
exchange-bytes-secret = The file holds a filing password, which nobody sees.
exchange-rehearsal = Dry run
exchange-rehearsal-case = Number of the filing
exchange-rehearsal-hint = An accepted filing that has not gone yet. Its file is written and shown masked; nothing is sent and no number is given. The bureau is not asked whether the filing password is right.
exchange-rehearsal-show = Show the file that would go
exchange-rehearsal-title = Dry run of filing { $case }
exchange-rehearsal-below = The file as it would go now. Nothing was sent.
exchange-rehearsal-findings = The filing would go back to the desk with this
exchange-rehearsal-known = The desk accepted the filing with this, so it would go
exchange-rehearsal-no-case = There is no such filing. Copy its number from the case.
exchange-rehearsal-nothing = The filing is not accepted, went already, or goes to the bureau by hand.
exchange-rehearsal-pictures = Its pictures are not made ready yet. Try again in a minute.
exchange-alarm-not-taken = Upload { $number } was not taken: code { $code }, { $en }.
exchange-alarm-not-told = The bureau does not tell its last upload: code { $code }, { $en }.
exchange-alarm-nothing-fetched = Nothing can be fetched: code { $code }, { $en }.
exchange-alarm-not-confirmed = A file was not confirmed: code { $code }, { $en }.
exchange-alarm-code-unknown = a code that is not known
exchange-alarm-times = That came { $times ->
    [one] once
   *[other] { $times } times in a row
}.
exchange-alarm-unanswered = The bureau’s system did not answer, or not in a way that can be used, { $times ->
    [one] once
   *[other] { $times } times in a row
}.
exchange-alarm-not-reached = It was not reached: { $said }.
exchange-alarm-no-answer = No answer came that can be used: { $said }.
exchange-alarm-file-unreadable = A file that came cannot be opened: { $why ->
    [name] its name is none of the interface
    [encryption-unknown] its encryption is none of the interface
    [encryption] it cannot be decrypted
    [hash] its hash is another one
    [zip] it is no zip
    [count] its zip does not hold exactly one file
    [size] it is too large
   *[other] { $why }
}.
exchange-alarm-comes-again = A file that was confirmed comes again.
exchange-alarm-stands-still = The line stands still until it is let go on.
exchange-alarm-strange-files = The bureau has files that are not known here: of another system of this unit, or sent from here before the database was brought back from a backup. Look at the bureau which of the cases that wait it has already, and record those by hand.
exchange-alarm-lacks = The bureau lacks uploads from { $from } on that it had taken, { $count } in all. Ask the bureau, then send them again at the page of the line; if it is let go on without, the cases that wait for them go back to the desk.
exchange-alarm-held-unreadable = Nobody can tell whether upload { $number } arrived: the bureau’s last one has the same number and cannot be read. Ask the bureau, and say at the page of the upload whether it is there.
exchange-alarm-held-behind = Nobody can tell whether upload { $number } arrived: the bureau’s last is { $last }, and others came after it. Ask the bureau, and say at the page of the upload whether it is there.
exchange-alarm-moved = The bureau expected number { $next } and not { $number }: the line was numbered anew.
exchange-alarm-papers = The papers of filing { $filing } cannot go up: code { $code }, { $en }.
exchange-alarm-piece = { $sort }: { $why }
exchange-alarm-left = Piece { $place } of download { $download } is left for somebody to look at. { $en }.
exchange-alarm-more = { $count ->
    [one] One more is
   *[other] { $count } more are
} not listed here.
exchange-alarm-unreadable = Download { $download } cannot be read.
exchange-trouble-beyond = It holds more than allowed: { $what ->
    [bytes] bytes
    [depth] levels
    [elements] elements
    [attributes] attributes
    [attribute-bytes] bytes of attributes
    [name] characters of a name
   *[other] { $what }
}.
exchange-trouble-document-type = It declares a document type.
exchange-trouble-entity = It names an unknown entity { $name }.
exchange-trouble-encoding = It declares the encoding { $name } instead of GBK.
exchange-trouble-not-gbk = It is not in GBK.
exchange-trouble-character = It holds the character { $code }, which XML forbids.
exchange-trouble-ends-early = It ends too early, at byte { $at }: a part of it is missing.
exchange-trouble-malformed = It is not well-formed near byte { $at }: { $what }.
exchange-trouble-missing = { $path } is missing.
exchange-trouble-twice = { $path } is there twice.
exchange-trouble-no-number = { $path } is no number.
exchange-trouble-choice = { $path } needs one of its choices, and no more.
exchange-trouble-another = Its root is { $name }, which is none of this kind of file.
exchange-trouble-other = It cannot be read: { $said }.
