"""The words for what the table of doors calls by short names: code → (Chinese, English)."""

from hotline.tickets.labels import Words

PROOFS: Words = {
    "staff": ("热线工作人员登记", "Taken down by staff"),
    "form": ("网页表单", "Web form"),
    "mail": ("邮件，不作为身份证明", "Mail; proves nobody"),
    "key": ("接口密钥", "API key"),
    "wechat": ("微信签名", "WeChat signature"),
    "signed": ("签名推送", "Signed webhook"),
}
WAYS_BACK: Words = {
    "call": ("电话、短信", "Phone and SMS"),
    "page": ("网页查询、短信", "Tracking page and SMS"),
    "mail": ("邮件", "Mail"),
    "wechat": ("微信模板消息", "WeChat template message"),
    "post": ("人工发回原帖", "Posted back by a person"),
    "transfer": ("回传来件单位", "Sent back to the partner"),
}
POSTING: Words = {
    "prepared": ("待发回", "To post"),
    "posted": ("已发回", "Posted"),
    "failed": ("未发成", "Not posted"),
}
DOOR_STATES: Words = {
    "open": ("开通", "Open"),
    "closed": ("未连接", "Not connected"),
    "silent": ("久无来件", "Silent"),
}
SORTS: Words = {
    "wechat": ("微信公众号", "WeChat account"),
    "wecom": ("企业微信", "WeCom"),
    "feed": ("外部来源", "Feed"),
    "partner": ("联动单位", "Partner"),
}
