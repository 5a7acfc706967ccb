//! The vectors of the interface.

/// 17.2: the payload in its characters.
pub(crate) const PAYLOAD: &str = r#"<?xml version="1.0" encoding="GBK"?><UploadData version="V.3.0"><IP><XZBA><Xzly><Ly><IspId>1</IspId><Qsip>3221225985</Qsip><Zzip>3221225985</Zzip><Lydw>1197</Lydw><Bz>示例</Bz></Ly></Xzly></XZBA><Qqdwid>110000000001</Qqdwid></IP></UploadData>"#;
/// 17.2: stored.
pub(crate) const STORED: &str = "\
UEsDBBQAAAAAAAAAIQCQWz5Z8gAAAPIAAAANAAAAYmVpYW5pbmZvLnhtbDw/eG1sIHZlcnNpb249IjEuMCIgZW5jb2Rpbmc9IkdCSyI/PjxVcG\
xvYWREYXRhIHZlcnNpb249IlYuMy4wIj48SVA+PFhaQkE+PFh6bHk+PEx5PjxJc3BJZD4xPC9Jc3BJZD48UXNpcD4zMjIxMjI1OTg1PC9Rc2lw\
PjxaemlwPjMyMjEyMjU5ODU8L1p6aXA+PEx5ZHc+MTE5NzwvTHlkdz48Qno+yr7A/TwvQno+PC9MeT48L1h6bHk+PC9YWkJBPjxRcWR3aWQ+MT\
EwMDAwMDAwMDAxPC9RcWR3aWQ+PC9JUD48L1VwbG9hZERhdGE+UEsBAhQAFAAAAAAAAAAhAJBbPlnyAAAA8gAAAA0AAAAAAAAAAAAAAAAAAAAA\
AGJlaWFuaW5mby54bWxQSwUGAAAAAAEAAQA7AAAAHQEAAAAA";
/// 17.2: deflated, with a data descriptor.
pub(crate) const DEFLATED: &str = "\
UEsDBBQACAAIAAAAIQAAAAAAAAAAAAAAAAANAAAAYmVpYW5pbmZvLnhtbLOxr8jNUShLLSrOzM+zVTLUM1BSSM1Lzk/JzEu3VXJ38layt7MJLc\
jJT0xxSSxJRKgM0zMGqrWz8Qyws4mIcnIEklU5lXY2PkDsWVzgmWJnaKMPYdgEFmcW2BkbGRkaGZlaWpja6IMFbKKq0ITBAkATUsrtDA0tzW30\
wUwbpyq7U/sO/LXRBzJAYkACYpc+xOLAwpTyTKB9hgYwALQaKgh0A9CB+ggf2AEAUEsHCJBbPlmqAAAA8gAAAFBLAQIUABQACAAIAAAAIQCQWz\
5ZqgAAAPIAAAANAAAAAAAAAAAAAAAAAAAAAABiZWlhbmluZm8ueG1sUEsFBgAAAAABAAEAOwAAAOUAAAAAAA==";
/// 17.3: the first one encrypted, in lines.
pub(crate) const ENCRYPTED: &str = "\
0MeLTNXUgJjQv2W+xgzn6zEgauqWQ85OrD95Zh9wp5c6jaJSCdBXAzs8mYd30TsQvncAh77Ae/Vd\n\
MYgq3TCvUDGLcqx/D+qvSxVNplINYIoWrVVq9KeRONiy/2y7ELopT+2V3r6w+t2EzKapH43Bc5pM\n\
iAN0b9luTWUwF6CGzZOoTefnyyVT9RGmDmKL7MBbMI0BTVua8Asl40DkK+8ZN03b4aREMqacfZ1f\n\
8DqIKjp2rGx/jQ/ZwSSYlNNUj7HiodFLuAl9s2d9NXtwUtvOOITi89GZXgdgweH9fLr6GsQpBdC2\n\
4jQ8hXPzo7IE7V7ti66lILJbl0kNGYTBlpT8wPyMxdfjmCk4RAIHAMpFC0++GTYcCEKUmbPcVsPB\n\
n7W8gkEOp2apXaQWG4VOOM6oUScABDmbFFqYqkAWAyW8CRlBinSJNRKk91jA0tYrVrNTtNt3xadv\n\
zeTBVKpwoK0jqIp7k8E+XeTvXFaXDDtjIc0=";
/// 17.4: a download.
pub(crate) const DOWNLOAD: &str = r#"<?xml version="1.0" encoding="GBK"?><DownloadData version="V.3.0"><ICP><BAJG><GJSHS><Gjsh><Shsj>2016-04-15</Shsj><Shyj>证件不清晰</Shyj><Shjg>0</Shjg><Czlx>1</Czlx><Jlid>1001</Jlid></Gjsh></GJSHS></BAJG></ICP></DownloadData>"#;
/// 17.4: packed and encrypted.
pub(crate) const DOWNLOAD_PACKED: &str = "\
3gG0oLVlHaWFx1Qyoyzj2JNK+8/nwivwEvtENjrnbQxQMH5tb7iK9soHa9UGn5FEgdHWXIJXBGsCsnQph5K1op48SfNKRYgt1uOXGq9zvOGdcQ\
FQdwu1Opa3e8gr0Pwuagw13vskUb11Zu4HjMbyVJ2K4BBqJfvRg7KbdlQaMrNliMJkemoerqNCMCz4UXN+F5wPc+Pnw8AP3ysi5lLKugOLT7cJ\
JshY3wEeE8oo/ESWGQAC2m8lkccVx/jAW8ABwW6ReVq5vNhreiIcvhGf35nrXzXx3xJC9doQ5IAoqfEHgn4c1q4pT8DSk2MFc38W0+5xcxhUVA\
P8qEj07r6QFKu6gETrgKk2lBDjjgWaWa09q7j590LMXmhJX7TDTzUyg6+u7MAGhTb53Xov1FBbYD9dvSeHXXjUDNo36wojaJv+JkVqhGCQTWzt\
QLaVU6Fq3MRZ/vCM5sSP8uihzuyjH3DJu14/Jg8Bj3sbVKS7N0BCb9o31+iovfUO2BwNEH4X";
