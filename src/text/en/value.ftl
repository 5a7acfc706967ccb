# What is wrong with one field
value-too-short = At least { $min } characters are needed.
value-too-long = At most { $max } characters; this is { $over } too many.
value-text-empty = Fill in this field.
value-invisible = There is an invisible character here ({ $code }). Delete it, and type pasted text by hand.
value-gbk = The bureau’s system cannot hold “{ $characters }”. Use common characters or signs instead.
value-gbk-instead = The bureau’s system cannot hold “{ $characters }”. Instead of “{ $first }” you can write “{ $instead }”.

value-day-empty = Enter a date.
value-day = This is not a date. Write it like 2019-03-11.

value-person-name-empty = Enter the real name.
value-person-name-character = A name cannot contain “{ $character }”. Enter it as on the certificate, with Chinese characters, the dot “·” or Latin letters only.
value-person-name-parts = A dot or hyphen stands in the wrong place in this name.
value-org-name-empty = Enter the name as on the certificate.
value-org-name-letters = A name cannot be only digits and signs. Enter it as on the certificate.
value-site-name-empty = Enter the website’s name.
value-address-empty = Enter the address.

value-cert-empty = Enter the certificate number.
value-cert-length = The certificate number has the wrong length.
value-cert-character = The certificate number contains characters that are not allowed.
value-cert-check = The certificate number fails its check digit. Please check it.
value-cert-kind = The number does not fit the chosen kind of certificate.
value-id-date = The birth date in the ID number is not valid.
value-id-region = The division code in the ID number is not valid.
value-id-first-generation = First-generation ID cards with 15 digits are out of use. Enter the 18 characters of the second-generation card.
value-credit-code-letter = Unified codes do not use the letter { $letter }. Check whether it is a similar digit.

value-mobile-empty = Enter the mobile number.
value-mobile = Wrong mobile number. It has 11 digits, for example 13800000000.
value-phone-empty = Enter a phone number.
value-phone = Wrong phone number. Enter a mobile number, or a landline with its area code, for example 010-12345678.
value-phone-abroad = Enter a phone number of mainland China.
value-email-empty = Enter an e-mail address.
value-email = Wrong e-mail address. It looks like name@example.com.
value-email-ascii = Before the “@” an e-mail address has only letters, digits and common signs.

value-domain-empty = Enter a domain.
value-domain = Enter a valid registrable domain, for example example.com. It has letters, digits, hyphens or Chinese characters.
value-domain-sub = Enter the registrable domain { $domain }, without www or another prefix. Sub-domains need no filing of their own.
value-domain-ip = Enter a domain here, not an IP address.
value-domain-mail = Enter a domain here, not an e-mail address.
value-domain-port = A domain has no port number and no colon.
value-domain-suffix-missing = The domain lacks its suffix, such as .cn or .com.
value-domain-suffix-unknown = There is no suffix “.{ $suffix }”. Please check.
value-domain-is-suffix = “{ $suffix }” is a public suffix. Enter the whole domain you registered.
value-domain-look-alike = In “{ $label }” the character “{ $character }” looks Latin or is of another script than the rest. Switch to an English keyboard, or that of your language, and type it again.
value-home-url-empty = Enter the home page address.
value-home-url-scheme = A home page address begins with http:// or https:// only.
value-home-url-path = Enter the home page address up to the domain only, for example www.example.com.
value-home-url-sub = The home page should be { $domain } or www.{ $domain }.
value-home-url-elsewhere = The home page must belong to a domain entered.

value-ip-empty = Enter an IP address.
value-ip = Wrong IP address.
value-ip-order = The first IP address comes after the last.
value-ip-versions = First and last IP address must both be IPv4 or both IPv6.
value-ip-private = Enter a public IP address. Private and reserved ones cannot be filed.

value-number-empty = Enter the number.
value-entity-number = Wrong entity number. It looks like 京ICP备12345678号.
value-website-number = Wrong website number. It looks like 京ICP备12345678号-1.
value-licence-number = Wrong ICP licence number. It looks like 京ICP证030173号 or 粤B2-20090059.
value-psb-number = Wrong PSB filing number. It looks like 京公网安备11010102000001号.
value-psb-number-province = The province of this PSB filing number does not fit its digits. Please check.
value-number-province = The number does not fit the filing province. It should begin with “{ $letter }”.
value-filing-ref = Wrong filing reference. It looks like BA-7K3M9QXT.

value-password-empty = Enter a password.
value-password-short = A password needs at least { $min } characters. A few unrelated words make a good one.
value-password-long = A password has at most { $max } characters.
value-password-common = This password is common and easily guessed. Choose another one.
value-password-own = A password cannot contain your name, e-mail address or mobile number.
value-password-pattern = This password only repeats or runs along the keys and is easily guessed. Choose another one.
