# What is on record

registry-refused-number-taken = This number or this entity is on record already. Check the numbers.
registry-refused-domain-taken = A domain is on record under another website. Check it.
registry-refused-numbers = The numbers do not fit the province or the number of websites. Check each of them.
