# A copy of what was given, and the end of an account
privacy-data = My data
privacy-data-text = Download everything you entered and uploaded here, or close your account.
privacy-data-title = Download my data
privacy-data-below = Everything you entered and uploaded here, in one ZIP file.
privacy-data-holds = It holds your account, what you entered and handed in with each filing, the certificates and papers you uploaded, your entity and websites on record, what you agreed to, your sessions and messages; and how long what is kept, on what ground.
privacy-data-care = The file holds ID numbers and pictures of IDs. Keep it safe, and do not download it on a shared computer.
privacy-data-take = Download my data
privacy-current = Your password
privacy-close = Close my account
privacy-close-title = Close my account
privacy-close-means = Once it is closed:
privacy-close-gone = You cannot sign in any more. Mail address, mobile, messages, drafts, and filings that were never approved are deleted at once, with their papers.
privacy-close-servers = Servers of the account and service numbers you did not use are no longer yours.
privacy-close-kept = What belongs to cancelled records, and decisions on filings, are kept as the law asks, { $years } years at most, and then deleted. The log of what was done stays, without your personal data.
privacy-close-final = There is no way back. You can register again with the same address, but will not see anything of before.
privacy-close-copy-first = Want to keep your data? Download it first
privacy-confirmed = I understand this and want to close my account
privacy-close-unconfirmed = Please confirm first.
privacy-close-living = The account still has a running filing or a valid record, so it cannot be closed.
privacy-close-living-text = The account still has a running filing or a valid record, so it cannot be closed now. First withdraw what is running, and cancel the record or move it to another account:
privacy-living-filing = Filing { $ref }
privacy-living-record = Record { $number }
privacy-closed = Your account is closed.

# Retention
privacy-retention-title = How long data are kept
privacy-retention-below = What is over is erased every day, and the keys of papers with it. The periods are dated reference data.
privacy-retention-kind = Data
privacy-retention-period = Kept for
privacy-retention-ground = Ground
privacy-retention-over = Over, not erased yet
privacy-retention-hours = { $hours ->
    [one] 1 hour after their end
   *[other] { $hours } hours after their end
}
privacy-retention-days = { $days } days after their end
privacy-retention-years = { $years } years after their end
privacy-retention-reports = What was erased
privacy-retention-day = When
privacy-retention-gone = What
privacy-retention-none = Nothing was over yet
privacy-retention-none-text = Once something is, this lists how much of it was erased each day.
privacy-kind-drafts = Filings that ended before they were handed in
privacy-kind-abandoned = Filings that were never approved
privacy-kind-papers = Content and papers of cancelled records
privacy-kind-faces = Clips of faces
privacy-kind-records = Cancelled entities and websites
privacy-kind-decisions = Words of decisions, calls and notes
privacy-kind-unconfirmed = Registrations whose address was never confirmed (once made)
privacy-kind-lookups = Look-ups of what is on record
privacy-kind-codes = Receiving codes
privacy-kind-logs = Logs of messages and work
privacy-kind-sessions = Sign-ins that ended
privacy-kind-holders = Mail addresses of service numbers and servers that are over
privacy-kind-staff = Names and logins of staff who left
privacy-kind-domains = Domains whose registration is over
privacy-kind-exchanges = Files exchanged with the bureau (once dealt with)
privacy-kind-held = Forms held when a sign-in ran out (once taken)
privacy-kind-links = Links and codes that were used or ran out
privacy-kind-facts = Look-ups of domains nobody needs any more
privacy-kind-throttles = Counts of failed sign-ins, and of what was uploaded in a day
privacy-kind-answers = Answers to programs
privacy-kind-secrets = Links and codes in messages
