# Staff
staff-login = Login
staff-login-hint = Small letters, digits, dots or hyphens, 2 to 32 characters
staff-login-form = A login has 2 to 32 characters: small letters, digits, dots, hyphens and underscores
staff-login-taken = Somebody has this login already, or had it
staff-name = Name
staff-name-hint = As colleagues know them. Applicants never see it
staff-password = Password
staff-password-new = New password
staff-password-current = Current password
staff-password-hint = At least 12 characters. A few unrelated words make a good one; capitals and symbols are not needed
staff-password-title = Change password
staff-password-below = Your other devices will be signed out.
staff-password-changed = Your password is changed.
staff-current-wrong = That is not your current password
staff-role = Role
staff-role-missing = Choose a role
staff-role-specialist-hint = Reviews filings
staff-role-lead-hint = Reviews filings, releases and recalls others’ cases, withdraws with a reason
staff-role-administrator-hint = Manages staff, hosting and messages; reviews nothing
staff-role-auditor-hint = Reads, exports and verifies the audit; changes nothing
staff-provinces = Provinces
staff-provinces-all = All
staff-provinces-choose = Choose provinces
staff-provinces-hint = None chosen means all
staff-province-unknown = Choose provinces from the list
staff-state = State
staff-active = Active
staff-disabled = Disabled
staff-former = Former member
staff-second-factor = Second factor
staff-second-factor-on = Authenticator app enrolled
staff-second-factor-off = No second factor yet
staff-password-temporary = Temporary password
staff-display = Language and display
staff-sessions-title = Signed-in devices
staff-session-ended = The device is signed out.
staff-session-missing = Choose the device to sign out.
staff-sessions-all = Sign out all other devices
staff-sessions-ended = All other devices are signed out.
staff-recovery = Recovery code
staff-recovery-title = Recovery codes
staff-recovery-left = { $count ->
    [0] None left
    [one] 1 left
   *[other] { $count } left
}
staff-recovery-below = If your phone is lost, one of these takes the place of its code. Each works once.
staff-recovery-make = Make 10 new codes
staff-recovery-made = These codes are shown only now, and the former ones no longer work. Print them or write them down, and keep them away from your computer.
staff-recovery-lost = I do not have my phone
staff-recovery-hint = One of the codes you wrote down, such as abcde-fghij-klmno
staff-recovery-form = A recovery code has 15 letters and digits
staff-recovery-wrong = That recovery code is wrong or was used already
staff-alarm-mail = Sign-in alarms
staff-alarm-mail-none = No address: you are not told of new devices
staff-alarm-mail-ask = Give an address for sign-in alarms below: without one nobody tells you when your login is used on a new device.
staff-alarm-mail-below = A mail tells you when your login is used on a new device, or with a recovery code.
staff-email = Mail address
staff-email-hint = Leave it empty to get no mails

# Sign-in
staff-sign-in-title = Sign in to the review desk
staff-sign-in-below = For staff only. Next you will need the code from your phone.
staff-sign-in-help = No login, or forgotten your password? Ask an administrator.
staff-sign-in-wrong = The login or password is wrong. Check and try again
staff-sign-in-wait = { $minutes ->
    [one] Too many tries. Wait about a minute, or ask an administrator to reset your password
   *[other] Too many tries. Wait about { $minutes } minutes, or ask an administrator to reset your password
}
staff-signed-out = You are signed out.
staff-code-title = Enter your code
staff-code-below = Open the authenticator app on your phone to see the current code.
staff-code = Code
staff-code-hint = 6 digits, a new one every 30 seconds, each works once
staff-code-form = Enter 6 digits
staff-code-wrong = That code is wrong or was used already. Wait for the next one
staff-code-other-login = Use another login
staff-enrol-title = Set up your second factor
staff-enrol-below = The first time, link an authenticator app on your phone. You will need it at every sign-in.
staff-enrol-scan-title = First: scan
staff-enrol-scan = Scan this with an authenticator app, such as FreeOTP or Microsoft Authenticator.
staff-enrol-picture = QR code for the authenticator app; the same key stands below as text
staff-enrol-typed = If you cannot scan, add an account named { $login } by hand with this key:
staff-enrol-code-title = Then: enter the code the app shows
staff-enrol-submit = Finish and sign in
staff-first-password-title = Choose your own password
staff-first-password-below = You have a temporary password from an administrator. Replace it with your own first.
staff-first-password-same = Choose a password other than the temporary one

# Administration
staff-list-below = Every change is recorded in the audit.
staff-add-title = Add somebody
staff-add-submit = Add
staff-added-title = Added
staff-temporary-below = This temporary password is shown only now. Pass it on in person or by a safe way. It must be changed at the first sign-in.
staff-saved = Saved.
staff-act-missing = Choose what to do. Nothing was changed.
staff-access = Sign-in
staff-oneself = This is your own login: another administrator must change your role, disable you or reset your password.
staff-not-oneself = You cannot do this to your own login. Ask another administrator.
staff-last-administrator = This is the last administrator. Add another one first.
staff-reset-password = Reset password
staff-reset-password-text = Makes a temporary password and signs out all their devices.
staff-password-reset-title = Password reset
staff-reset-second-factor = Remove second factor
staff-reset-second-factor-text = For a new or lost phone. They set it up again at the next sign-in.
staff-second-factor-reset-done = The second factor is removed.
staff-disable = Disable
staff-disable-text = They can no longer sign in, and all devices are signed out at once. Password, second factor and address for alarms are erased; records stay.
staff-disabled-done = Disabled.
staff-enable = Enable
staff-enable-text = Makes a temporary password. They set their phone up again at the next sign-in.
staff-enabled-title = Enabled
staff-enabled-done = Enabled.
