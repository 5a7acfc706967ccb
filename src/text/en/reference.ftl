### Reference data: names of groups, and the check of website names

reference-reason-group-entity = Entity
reference-reason-group-person = Person in charge
reference-reason-group-website = Website
reference-reason-group-domain = Domain
reference-reason-group-materials = Papers
reference-reason-group-access = Access

reference-name-short = The website name needs at least three characters.
reference-name-latin = The website name may not be only Latin letters or digits. Use Chinese characters.
reference-name-symbol = The website name may not contain “{ $word }”: no symbols or spaces except brackets and the hyphen.
reference-name-domain = The website name may not be the domain name.
reference-name-sensitive = The website name may not contain “{ $word }”.
reference-name-state = The website name contains “{ $word }”, which needs an official approval. Otherwise change it.
reference-name-personal = The name of a personal website may not contain “{ $word }”.
reference-name-pre-approval = The website name contains “{ $word }”, which needs a pre-approval. Otherwise change it.
reference-name-ending = This province does not accept website names that end in “{ $word }”.
reference-name-explained = Here a website name with “{ $word }” also says （内部学院） or （非独立机构）, as the unit is no school of its own.
reference-name-letters = This province does not accept Latin letters in website names.
reference-name-letters-digits = In this province the name of a personal website may contain no Latin letters or digits.
reference-name-person = The name of a personal website may not contain the name of the person in charge.
reference-name-place = The website name contains the place name “{ $word }”, which may be refused. Please confirm.
reference-name-pattern = Here the name of a personal website ends in “{ $word }”.
