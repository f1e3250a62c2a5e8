//! The text of the action itself.

use super::*;

#[test]
fn the_action_runs_nobody_else_s_code_and_is_documented() {
    let action = read(&repository().join("action.yml"));
    let page = read(&repository().join("docs/code-scanning.md"));
    assert!(!action.contains("uses:"));
    let mut inputs = Vec::new();
    let mut section = "";
    for line in action.lines() {
        if !line.starts_with([' ', '#']) {
            section = line;
        }
        let is_key = line.starts_with("  ") && !line.starts_with("   ") && line.ends_with(':');
        if is_key && matches!(section, "inputs:" | "outputs:") {
            let name = line.trim().trim_end_matches(':');
            assert!(
                page.contains(&format!("| `{name}` |")),
                "docs/code-scanning.md: {name}"
            );
            if section == "inputs:" {
                inputs.push(name);
            }
        }
        let script = line.trim_start().strip_prefix("run: ");
        assert!(
            script.is_none_or(|script| !script.contains("${{")),
            "{line}"
        );
    }
    assert_eq!(inputs, INPUTS);
}

#[test]
fn the_scripts_of_the_action_are_sound() {
    let scripts: Vec<PathBuf> = std::fs::read_dir(repository().join(".github/action"))
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    assert!(scripts.len() >= 4);
    let check = || {
        Command::new("shellcheck")
            .args(["-x", "--severity=style"])
            .args(&scripts)
            .output()
    };
    let Some(output) = muster_real::or_skip(check) else {
        return;
    };
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}
