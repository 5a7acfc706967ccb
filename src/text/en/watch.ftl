### The daily look at websites on record

watch-domain-free = Nobody holds the domain { $domain } any more.
watch-domain-expired = The domain { $domain } expired on { $day }.
watch-domain-expires = The domain { $domain } expires on { $day }.
watch-domain-way = Renew it soon. If you no longer use it, take it out by a change filing, or cancel the website.
watch-leads-nowhere = The domain { $domain } leads nowhere.
watch-leads-nowhere-way = Point it to the server that was filed. The bureau may cancel what leads nowhere for long.
watch-leads-elsewhere = The domain { $domain } leads to { $addresses }, not to the server that was filed.
watch-leads-elsewhere-way = Point it to a server here. With another provider, file the access there. With a delivery network, have its addresses filed.
watch-closed = The website does not open.
watch-closed-way = Open it again. If you no longer run it, cancel the website.
watch-no-number = The home page does not show the number { $number }.
watch-other-number = The home page shows the number { $other }, not { $number }.
watch-not-linked = The number { $number } on the home page does not link to the MIIT system.
watch-foot-way = Show the number at the foot of the home page, linked to https://beian.miit.gov.cn.
watch-server-gone = The server { $instance } has ended or was released.
watch-server-ends = The server { $instance } ends on { $day }.
watch-server-way = Renew it, or take another and change the access. The access of a website without a server is cancelled.
watch-certificate-over = The certificate of the entity expired on { $day }.
watch-certificate-ends = The certificate of the entity expires on { $day }.
watch-id-over = The ID of a person in charge expired on { $day }.
watch-id-ends = The ID of a person in charge expires on { $day }.
watch-certificate-way = Renew it, then file the change.
watch-seen-here = seen here, { $day }
watch-title = To be mended
watch-text = The daily look found this. Mend it within ten working days, or the filing may be cancelled.
