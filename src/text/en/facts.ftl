### Facts of a domain from outside: what was seen, when and where

facts-evidence = seen at { $from }, { $at }
facts-evidence-saw = seen at { $from }, { $at }: “{ $text }”
facts-evidence-own = from the domain records here, { $at }

facts-import-columns = These columns are missing: { $columns }
facts-import-file = The file cannot be read: { $why }
facts-import-empty = Must not be empty.
facts-import-name = At most { $max } characters, and no control characters.
facts-import-kind = There is no kind of certificate “{ $value }”.
facts-import-days-order = The last day is before the first.
facts-import-day-ahead = The day must not lie ahead.
facts-import-none = The file has no domains. Every record would go.
facts-import-part = The file lacks { $gone } of the { $before } domains that are in; their records would go. If it is whole all the same, import it with --all.
facts-import-twice = The same as line { $line }.

facts-unregistered = Nobody has registered the domain { $domain }.
facts-unregistered-way = Check the domain, or register it and verify its holder first. Then save the website section once more: the portal looks again.
facts-registrar-overseas = The registrar of { $domain }, { $registrar }, is overseas and not approved by MIIT.
facts-registrar-unknown = The registrar of { $domain }, { $registrar }, is not in our list. The desk will look.
facts-registrar-way = If MIIT has not approved the registrar, transfer the domain to one it has, and verify the holder again.
facts-expired = The domain { $domain } expired on { $day }.
facts-expires-soon = The domain { $domain } expires on { $day }. This province asks for { $days } days more at least.
facts-renew-way = Renew it at the registrar, then save the website section once more: the portal looks again.
facts-unverified = The holder of { $domain } is not verified yet.
facts-on-hold = The registry or registrar has put { $domain } on hold, mostly because its holder is not verified.
facts-verify-way = Complete the real-name verification at the registrar. Submit three days later.
facts-too-early = MIIT does not have the verification of { $domain } yet. You can submit from { $day } on.
facts-too-early-way = After a verification or a change of holder it takes three days until MIIT has it. Fill in the rest meanwhile.
facts-holder = The holder of { $domain }, “{ $holder }”, is not the filing entity.
facts-holder-wider = The holder of { $domain }, “{ $holder }”, is not the filing entity. This province accepts some exceptions, with proof.
facts-holder-certificate = The holder of { $domain }, “{ $holder }”, has the name of the filing entity, but another certificate.
facts-holder-way = Transfer the domain to the filing entity and verify it again. Where the province lets the legal representative or others hold it, upload the proof.
facts-closed = The website on record at { $domain } does not open.
facts-closed-way = It stays open while its access is filed. Open it again.
facts-open = A website opens at { $domain } ({ $url }).
facts-open-way = A website must not be open before it has its number. Close it, or pause DNS resolution.
facts-private = The domain { $domain } uses privacy protection, so its holder cannot be seen.
facts-private-way = Switch privacy protection off at the registrar. You may switch it on again after the approval.
facts-number-shown = The website at { $domain } shows the filing number { $number }.
facts-number-shown-way = If the domain is filed already, do not submit it as a first filing. If the number is somebody else’s, take it off the site.
facts-unchecked = Could not be checked: { $what ->
    [all] registration, DNS and home page
    [site] DNS and home page
    [registration] registrar, validity and holder
    [holder] the holder
    [expiry] the validity
    [dns] the DNS
   *[page] the home page
} of { $domain } ({ facts-why }).
facts-why = { $why ->
    [not_yet] still being looked up, please reload later
    [off] this portal makes no look-ups of domains
    [no_server] no server is known that could be asked
    [timed_out] no answer in time
    [not_public] the name leads to an address that is not public
    [refused] the server refuses to answer for now
    [too_long] the answer is too long
    [unreadable] the answer cannot be read
    [not_told] the answer does not tell this
   *[unreachable] no connection
}

facts-seen-summary = What was looked up of the domains
facts-seen-title = Looked up outside: { $domain }
facts-registrar = Registrar
facts-held-by = Holder
facts-registered-on = Registered
facts-expires-on = Expires
facts-verified-on = Holder verified
facts-not-verified = not yet
facts-name-servers = Name servers
facts-addresses = Addresses
facts-none = none
facts-home-page = Home page
facts-leads-nowhere = leads nowhere, does not open
facts-leaves-to = sends visitors on to { $host }
facts-status = status { $status }
facts-number-linked = shows { $number }, linked to the MIIT system
facts-number-unlinked = shows { $number }, not linked to the MIIT system
facts-language = language { $language }
facts-not-checked = Could not be checked: { facts-why }
