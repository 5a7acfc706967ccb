# What is on record

registry-refused-number-taken = This number or this entity is on record already. Check the numbers.
registry-refused-domain-taken = A domain is on record under another website. Check it.
registry-refused-numbers = The numbers do not fit the province or the number of websites. Check each of them.
registry-refused-cancelled = This record was cancelled or its access has ended.
registry-refused-account-taken = This account has an entity on record; one account files for one entity only.
