//! What the zone does about bots, by its plan
//! (<https://developers.cloudflare.com/api/resources/bot_management/methods/get/>).

use serde_json::Value;

/// Fields of the answer, and the settings that they become.
pub(super) const BOT_SETTINGS: [(&str, &str); 6] = [
    ("fight_mode", "bot_fight_mode"),
    ("sbfm_definitely_automated", "sbfm_definitely_automated"),
    ("sbfm_likely_automated", "sbfm_likely_automated"),
    ("sbfm_verified_bots", "sbfm_verified_bots"),
    (
        "sbfm_static_resource_protection",
        "sbfm_static_resource_protection",
    ),
    // Every answer about Bot Management has it, and no other.
    ("auto_update_model", "bot_management"),
];

/// Settings of an earlier plan, which Cloudflare goes on applying.
const STALE: &str = "stale_zone_configuration";

/// One of them; null where the zone does not have it.
pub(super) fn setting(answer: &Value, field: &str) -> Value {
    if field == "auto_update_model" {
        return answer.get(field).map_or(Value::Null, |_| Value::Bool(true));
    }
    let stale = answer.get(STALE).and_then(|stale| stale.get(field));
    // The plan's own setting, unless that of an earlier plan does more.
    match (answer.get(field), stale) {
        (Some(own), _) if acts(own) => own.clone(),
        (_, Some(stale)) if acts(stale) => stale.clone(),
        (own, stale) => own.or(stale).cloned().unwrap_or_default(),
    }
}

fn acts(value: &Value) -> bool {
    match value {
        Value::Bool(on) => *on,
        Value::String(action) => action != "allow",
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_setting_of_an_earlier_plan_goes_on() {
        let answer = json!({
            "sbfm_definitely_automated": "allow",
            "sbfm_verified_bots": "block",
            "stale_zone_configuration": {
                "fight_mode": true,
                "sbfm_definitely_automated": "block",
                "sbfm_verified_bots": "allow",
            },
        });
        assert_eq!(setting(&answer, "fight_mode"), json!(true));
        assert_eq!(
            setting(&answer, "sbfm_definitely_automated"),
            json!("block")
        );
        assert_eq!(setting(&answer, "sbfm_verified_bots"), json!("block"));
        assert_eq!(setting(&answer, "sbfm_likely_automated"), Value::Null);
    }

    #[test]
    fn bot_management_is_known_by_a_field_of_its_own() {
        let whatever = json!({"enable_js": true, "auto_update_model": false});
        assert_eq!(setting(&whatever, "auto_update_model"), json!(true));
        assert_eq!(setting(&json!({}), "auto_update_model"), Value::Null);
    }
}
