# 备案登记

registry-refused-number-taken = 该备案号或该主体已有登记，请核对号码。
registry-refused-domain-taken = 有域名已登记在其他网站名下，请核对。
registry-refused-numbers = 备案号与省份或网站数量不符，请逐一核对。
registry-refused-cancelled = 该备案已注销或已取消接入。
registry-refused-account-taken = 该账号已有备案主体，一个账号只能备案一个主体。
