### 规则数据：类别名称与网站命名检查

reference-reason-group-entity = 主体
reference-reason-group-person = 负责人
reference-reason-group-website = 网站
reference-reason-group-domain = 域名
reference-reason-group-materials = 材料
reference-reason-group-access = 接入

reference-name-short = 网站名称至少要有三个字。
reference-name-latin = 网站名称不能只有英文或数字，请使用汉字。
reference-name-symbol = 网站名称不能含“{ $word }”，除括号和短横线外不能用符号和空格。
reference-name-domain = 网站名称不能直接用域名。
reference-name-sensitive = 网站名称不能含“{ $word }”。
reference-name-state = 网站名称含“{ $word }”，须有主管部门的批准文件，否则请修改。
reference-name-personal = 个人网站名称不能含“{ $word }”。
reference-name-pre-approval = 网站名称含“{ $word }”，涉及前置审批，须有批准文件，否则请修改。
reference-name-ending = 当地不接受以“{ $word }”结尾的网站名称。
reference-name-explained = 网站名称含“{ $word }”的，当地要求加上“（内部学院）”或“（非独立机构）”。
reference-name-letters = 当地不接受含英文字母的网站名称。
reference-name-letters-digits = 当地个人网站名称不能含英文字母和数字。
reference-name-person = 个人网站名称不能含负责人的姓名。
reference-name-place = 网站名称含地名“{ $word }”，可能不被接受，请确认。
reference-name-pattern = 当地要求个人网站名称以“{ $word }”结尾。
