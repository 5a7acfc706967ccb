# What can be done with a record, and the receiving side of a transfer.

record-changes-title = Change the record
record-cancel-title = Cancel
record-below = Choose what to do. What it means is told before it starts.
record-of-entity = Entity { $number }
record-entity = Entity
record-entity-number = Entity number
record-website = Website
record-websites = Websites
record-domains = Domains
record-no-website = No website
record-not-title = What cannot be done this way
record-not-new-website = A change and a new website or access cannot be in one filing. For a new domain file a new website after the change.
record-not-certificate = Province and certificate number of the entity cannot be changed. If the number is another, cancel the entity and make an initial filing.
record-not-individual = An individual cannot become an organisation, nor the other way round.
record-last-website = This is the last website: cancel the entity instead.
record-consequences = What this means
record-what-follows = What follows
record-needs = What is needed
record-who = Who verifies by SMS
record-time = How long
record-understood = I have read and understand what this means
record-begin = Begin
record-sms-nobody = Nobody
record-sms-entity-person = The entity person, on the mobile on record
record-sms-website-person = The website person, on the mobile on record
record-sms-both = The entity person and the website person
record-time-bureau =
    First review within { $desk ->
        [one] one working day
       *[other] { $desk } working days
    }, the administration at most { $days } working days
record-time-notice =
    First review within { $desk ->
        [one] one working day
       *[other] { $desk } working days
    }; done once the administration has it
record-time-desk =
    Within { $desk ->
        [one] one working day
       *[other] { $desk } working days
    }; no review by the administration
record-change-entity-text = Name, address, validity of the certificate or person in charge changed.
record-change-entity-consequences =
    The number stays, websites stay open.
    Province, certificate number and domains cannot be changed here.
    With a new name the domain must be real-name verified again.
record-change-entity-needs = The changed certificate; with a new name the change certificate; with another person their ID.
record-change-website-text = Name, content or person in charge changed, or a domain goes.
record-change-website-consequences =
    The website number stays, the website stays open.
    No domain can be added or replaced: file a new website for it.
    A domain that goes is no longer on record once approved.
record-change-website-needs = With another person in charge, their ID.
record-change-filing-text = Both entity and website changed.
record-change-filing-consequences =
    The numbers stay, the website stays open.
    Province and certificate number cannot be changed, no domain added or replaced.
    Both persons in charge verify by SMS.
record-change-filing-needs = The changed certificate, IDs of new persons; with a new name the change certificate.
record-change-access-text = Another server or address.
record-change-access-consequences =
    The numbers stay.
    The new server takes one unit of its quota; that of the old one is not given back.
    Switch the domain after the approval.
record-change-access-needs = A server.
record-cancel-website-text = The website ends.
record-cancel-website-consequences =
    The website number ends for good; to open again a new filing is needed.
    The domain may no longer point to a server in mainland China.
    The unit of the server quota is not given back.
    The public security filing must be cancelled separately.
record-cancel-website-needs = If the mobile on record is lost: a sealed statement.
record-cancel-access-text = The website leaves this provider, its record stays.
record-cancel-access-consequences =
    The website number stays, but no longer through this provider.
    Without another provider the website becomes a shell, and the administration may cancel it.
    The unit of the server quota is not given back.
record-cancel-access-needs = No papers, no SMS.
record-cancel-entity-text = The entity ends with all its websites.
record-cancel-entity-consequences =
    The entity number and all website numbers end for good.
    None of the domains may point to a server in mainland China.
    Units of server quotas are not given back.
    Then this account may file for another entity.
record-cancel-entity-needs = If the mobile on record is lost: a sealed statement.
record-transfer-text = The record moves to another account.
record-transfer-consequences =
    The numbers stay, websites stay open.
    This account can no longer see or change the record.
    The other account must have no entity; neither side may have an open filing.
record-transfer-needs = The receiving code of the other account.
record-link-websites = Websites, PSB filing and licence
record-link-changes = Change the record
record-link-cancel = Cancel website, access or entity
record-link-transfer = Transfer to another account
record-links = What you can do
record-receive-title = Receive a record
record-receive-below = Move the record of another account to this one.
record-receive-text = Make a code and give it to the holder of the other account. With it they transfer the record to you. It holds for { $days } days; a new code makes the old one void.
record-receive-make = Make a code
record-receive-code = Your receiving code
record-receive-code-text = Shown only now, valid for { $days } days. Give it only to whoever transfers the record to you.
record-transfer-title = Transfer the record or move a website
record-before = What must hold
record-before-none-open = No other filing of this entity is open.
record-sections = What is filled in
record-papers = Papers
record-paper-if = { $name } (where it applies)
record-website-person = Website person in charge
record-change-entity-before =
    The entity is on record in this account.
    Its province and certificate number are the same.
record-change-website-before =
    The website is on record in this account, through this provider.
    No domain is added or replaced.
record-change-filing-before =
    Entity and website are on record in this account.
    Province and certificate number are the same; no domain is added or replaced.
record-change-access-before = The website is reached through this provider.
record-cancel-website-before =
    The website is on record in this account.
    Another website is left; to end the last one, cancel the entity.
record-cancel-access-before = The website is reached through this provider.
record-cancel-entity-before = The entity is on record in this account.
record-transfer-before =
    Neither account has an open filing.
    The other account has no entity and has made a receiving code.
record-migrate-before =
    The receiving entity holds the domain already.
    Both entities are of one province; the receiving one is an organisation on record in its own account.
    Neither has an open filing; the receiving account has made a code.
record-migrate-text = The website moves to another organisation and stays open.
record-migrate-consequences =
    The website belongs to the receiving entity and gets a new number; the old number ends.
    This account can no longer see or change the website.
    An entity that is left without websites is an empty shell: cancel it afterwards.
    The other side shows the new number and changes the public security filing.
record-migrate-needs = The code of the receiving account. The website person verifies by SMS within 24 hours.
record-migrate-not-here = This province does not let websites move. The old entity cancels the website, then the new one files it.
record-claim-text = Bring a record that lies here without an account into yours.
record-claim-before = The record lies here and belongs to no account.
record-claim-consequences =
    The numbers stay, websites stay open.
    Once it is accepted, the record is in this account: you can change or cancel it and add websites.
    If your certificates differ from the record, it cannot be claimed.
record-claim-needs = The entity number, the certificate of the entity, the ID of the entity person.
