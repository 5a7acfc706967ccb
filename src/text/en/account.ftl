# Applicants' accounts
account-title = Account
account-details = Contact and sign-in
account-email = Email address
account-email-hint = You sign in with it and we write to it. We will send a message to confirm it
account-mobile = Mobile number
account-mobile-hint = A mainland China mobile, for codes and reminders
account-password = Password
account-password-hint = At least 12 characters. A few unrelated words make a good one; capitals and symbols are not needed
account-password-current = Current password
account-password-new = New password
account-have-one = Already have an account?
account-have-none = No account yet?

# Registration
account-register-title = Create an account
account-register-below = One account files for one organisation or person. This takes about 2 minutes.
account-register-submit = Create account
account-register-again = Register again
account-terms-before = Please read first:
account-terms-agree = I have read and accept the terms and the privacy notice
account-terms-required = Read the terms and tick the box to accept them
account-look-title = Check your email
account-look-register = We have sent a message to the address below. Open the link in it to confirm your address, then sign in.
account-look-forgot = If the address below has an account, a message with a link to set a new password is on its way.
account-look-email = We have sent a message to the new address. Open the link in it to finish the change. Until then your current address stays in use.
account-look-missing = Nothing after a few minutes? Look in your spam folder, or check that the address is right.
account-look-again = Enter it again
account-verify-email-title = Confirm your email address
account-verify-email-text = Choose the button to confirm that this address is yours. If you did not ask for this, just close the page.
account-verify-email-button = Confirm address
account-email-confirmed = Your email address is confirmed.
account-link-dead-title = This link no longer works
account-link-dead-text = It was used already, replaced by a newer one, or has expired. If your address is confirmed you can simply sign in.

# Sign-in
account-sign-in-title = Sign in
account-sign-in-wrong = The email address or password is wrong, or the address is not confirmed yet. Check and try again
account-sign-in-wait = { $minutes ->
    [one] Too many tries. Wait about a minute, or set a new password by email, which works at once
   *[other] Too many tries. Wait about { $minutes } minutes, or set a new password by email, which works at once
}
account-signed-out = You are signed out.

# Mobile
account-verify-mobile-title = Confirm your mobile number
account-verify-mobile-below = Needed before you submit a filing, so that a reviewer can reach you with questions.
account-verify-mobile-sent = We have sent a code to { $mobile }. It works for 10 minutes.
account-verify-mobile-submit = Confirm
account-verify-mobile-other = Use another number
account-verify-mobile-later = Do this later
account-code = Code from the text message
account-code-hint = 6 digits
account-code-resend = Send again
account-code-sent = A new code is on its way.
account-code-wait = A code was sent just now. Wait a minute and try again.
account-code-form = Enter the 6 digits from the text message
account-code-wrong = That code is not right. Check it and try again
account-code-dead = This code no longer works. Ask for a new one
account-mobile-confirmed = Your mobile number is confirmed.
account-needs-mobile-title = Your mobile number is not confirmed
account-needs-mobile-text = Please confirm it before you submit a filing.
account-needs-mobile-link = Confirm now
account-confirm-first = Confirm your email address and mobile number before you submit.

# Passwords
account-forgot-title = Forgotten password
account-forgot-below = Enter the address you registered with and we will send you a link to set a new password.
account-forgot-submit = Send link
account-reset-title = Set a new password
account-reset-below = All your devices will be signed out.
account-reset-submit = Save new password
account-password-reset = Your new password is saved. Sign in with it.
account-password-title = Change password
account-password-below = Your other devices will be signed out, and we will tell you by email.
account-password-submit = Change password
account-password-changed = Your password is changed and your other devices are signed out.
account-current-wrong = That is not your current password

# Change of contact
account-email-title = Change email address
account-email-below = The new address counts once you confirm it. Your present address is told and can undo the change for 72 hours.
account-email-now = Current address: { $email }
account-email-new = New email address
account-email-submit = Send confirmation
account-email-refused = Messages to this address come back. Please change it
account-email-same = This is your current address. Enter another one
account-mobile-title = Change mobile number
account-mobile-below = The new number counts once you confirm it. Your present number is told and the change can be undone for 72 hours.
account-mobile-now = Current number: { $mobile }
account-mobile-new = New mobile number
account-mobile-submit = Send code
account-mobile-refused = Text messages to this number cannot be delivered. Please change it
account-mobile-same = This is your current number. Enter another one
account-undo-title = Undo the change
account-undo-email-text = This restores your former email address, signs out every device and asks you for a new password.
account-undo-mobile-text = This restores your former mobile number, signs out every device and asks you for a new password.
account-undo-button = Undo the change
account-undone = Your former contact is restored and every device is signed out. Set a new password.

# Devices
account-sessions-title = Signed-in devices
account-sessions-below = If you do not know a device, sign it out and change your password.
account-sessions-count = { $count ->
    [one] One device is signed in.
   *[other] { $count } devices are signed in.
}
account-sessions-see = See or sign out devices
account-sessions-all = Sign out all other devices
account-session-ended = The device is signed out.
account-sessions-ended = All other devices are signed out.
account-display = Language and display
account-display-hint = Mails and text messages come in this language too.

# Notices
account-notices = Notices
account-notices-mail = Everything is sent by email; this cannot be switched off. Choose what also comes as a text message.
account-sms = Also by text message
account-sms-always = Codes, word of a changed mobile, and anything you must do by a deadline (changes, papers by post, SMS verification) always come as text messages; this cannot be switched off
account-sms-results = Results
account-sms-results-hint = Approved, rejected, or sent back by the bureau
account-sms-reminders = Reminders
account-sms-reminders-hint = A filing is about to expire, the public security filing is due
account-sms-progress = Progress
account-sms-progress-hint = Every step: submitted, first review passed, sent to the bureau
account-sms-saved = Your choice of notices is saved.

# Terms
account-terms-title = Terms and privacy notice
account-terms-version = Version { $version }
account-terms-service-title = The service
account-terms-service = { $provider } handles your ICP filing here: we check what you enter and upload, send it to the communications administration and tell you the result. Filing is free of charge. The administration decides.
account-terms-truth-title = True information
account-terms-truth = Give true and complete information, and give information about others only if you may. False filings are cancelled and can have legal consequences. Report changes without delay.
account-terms-data-title = How we use personal information
account-terms-data = Your email address and mobile number serve to sign in, to confirm it is you and to tell you about your filing. What a filing needs is used for the filing and for the records the law requires. It goes to nobody but the communications administration, unless the law demands it.
account-terms-papers = Before you upload identity papers we ask for separate consent. They are stored encrypted. Only the reviewer of your filing can look at them, and every look is recorded.
account-terms-rights-title = Your rights
account-terms-rights = You can see and correct your information at any time, or ask us to close your account: call { $phone } or write to { $email }.
