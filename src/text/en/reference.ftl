### Reference data: names of groups, and the check of website names

reference-reason-group-entity = Entity
reference-reason-group-person = Person in charge
reference-reason-group-website = Website
reference-reason-group-domain = Domain
reference-reason-group-materials = Papers
reference-reason-group-access = Access
