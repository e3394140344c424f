using System.Text.RegularExpressions;

namespace Agentry;

/// <summary>The marks of text that speaks to a model. All run in linear time.</summary>
internal static partial class InjectionPatterns
{
    private const RegexOptions Linear =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    /// <summary>What separates words: blanks, line ends, stars, quotes.</summary>
    private const string W = @"[^\p{L}\p{N}]{1,4}";

    private const string Models = "(AI|LLM|large language model|language model|chat ?bot|virtual assistant|AI agent|AI assistant|AI model)s?";

    public static InjectionPattern[] All { get; } =
    [
        new("chat_template_token", GuardrailSeverity.High, ChatTemplate(),
            "<|", "<｜", "INST]", "SYS>>", "_of_turn", "SYSTEM_PROMPT", "AVAILABLE_TOOLS", "TOOL_CALLS", "TOOL_RESULTS"),
        new("role_marker", GuardrailSeverity.High, RoleMarker(),
            "system", "assistant", "developer", "<important", "</important", "<information", "</information", "tool_call", "function_call", "instruction", "response",
            "human", "admin"),
        new("override_instructions", GuardrailSeverity.High, Override(),
            "ignor", "disregard", "forget", "overlook", "neglect", "overrid", "overrule", "bypass", "discard", "dismiss", "abandon", "pay no", "do not ", "don't ", "don’t ",
            "stop ", "never "),
        new("override_instructions", GuardrailSeverity.High, OverrideEverything(), "ignore", "forget", "disregard"),
        new("override_instructions", GuardrailSeverity.High, OverrideTranslated(),
            "vergiss", "vergessen", "ignor", "missacht", "olvid", "descarta", "omite", "oublie", "dimentica", "esqueça"),
        new("new_instructions", GuardrailSeverity.Medium, NewInstructions(),
            "new", "updated", "real", "actual", "true", "revised", "strictly", "before you"),
        new("new_role", GuardrailSeverity.Medium, NewRole(), "from now on", "from this ", "from here on", "you are now"),
        new("reveal_instructions", GuardrailSeverity.Medium, Reveal(), "prompt", "instructions", "directives"),
        new("addressed_to_model", GuardrailSeverity.Medium, Addressed(),
            "important", "urgent", "attention", "note", "notice", "instruction", "message", "reminder", "hint", "if you"),
        new("conceal_from_user", GuardrailSeverity.Medium, Conceal(), "the user"),
    ];

    [GeneratedRegex(@"<[|｜][\p{L}_▁ ]{2,32}[|｜]>|\[/?INST\]|<</?SYS>>|</?(start|end)_of_turn>|\[/?(SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]", Linear)]
    private static partial Regex ChatTemplate();

    [GeneratedRegex(
        @"</?(system|assistant|developer|system[_-]prompt|system[_-]message|system[_-]reminder|important|information|tool_calls?|function_calls?)( [^<>\n]{0,60})?>"
        + @"|\[/?[#(]?(system|assistant|system (message|prompt|note|override)|admin override)\)?\]"
        + @"|(^|\n)[ \t]*#{1,4} ?(system|instruction|response|human|assistant)s? ?:"
        + @"|[""']role[""'] ?: ?[""'](system|assistant|developer)[""']"
        + @"|\n\r?\n(human|assistant) ?:[ \n]",
        Linear)]
    private static partial Regex RoleMarker();

    [GeneratedRegex(
        @"\b(ignor(e|ing)|disregard(ing)?|forget(ting)?|overlook|neglect|overrid(e|ing)|overrule|bypass(ing)?|discard|dismiss|abandon|pay no attention to"
        + @"|(do not|don['’]t|stop|never) (follow(ing)?|obey(ing)?|listen(ing)? to|comply(ing)? with))" + W + @"(\p{L}+" + W + @"){0,4}?"
        + @"(previous|prior|earlier|above|preceding|foregoing|former|past|original|initial|existing|system|developer|all|any|your|these|those|other)"
        + W + @"(\p{L}+" + W + @"){0,3}?"
        + @"(instructions?|prompts?|directives?|directions?|rules|guidelines?|commands?|constraints?|restrictions?|context|tasks?|orders|inputs|programming|training|safeguards?|assignments?)\b",
        Linear)]
    private static partial Regex Override();

    [GeneratedRegex(
        @"\b(ignore|forget|disregard)" + W + @"(about" + W + @")?(absolutely" + W + @")?(everything|all|anything)" + W + @"(\p{L}+" + W + @"){0,3}?"
        + @"(above|before|previously|prior|said|told|learned|learnt|know|instructed)\b"
        + @"|(^|[.!?:;\n""'(] ?)forget everything\b",
        Linear)]
    private static partial Regex OverrideEverything();

    [GeneratedRegex(
        @"\b(anweisung(en)?|ausführungen|befehle|instruktionen|vorgaben)" + W + @"(bitte" + W + @")?(zu" + W + @")?(ignorieren|vergessen|missachten)\b"
        + @"|\b(vergiss|vergessen sie|ignorieren?|ignoriere|missachte)" + W + @"(\p{L}+" + W + @"){0,4}?(anweisung(en)?|befehle?|aufgaben?|instruktion(en)?|vorgaben?|davor|bisherigen?|vorherigen?)\b"
        + @"|\b(ignora|ignore|olvida|olvide|descarta|omite)" + W + @"(\p{L}+" + W + @"){0,4}?(instrucciones|indicaciones|órdenes)\b"
        + @"|\b(ignore[zr]?|oublie[zr]?)" + W + @"(\p{L}+" + W + @"){0,4}?(consignes|instructions|directives)" + W + @"(précédentes|ci-dessus|antérieures)"
        + @"|\b(ignora|dimentica|ignore|esqueça)" + W + @"(\p{L}+" + W + @"){0,4}?(istruzioni|instruções)\b",
        Linear)]
    private static partial Regex OverrideTranslated();

    [GeneratedRegex(
        @"\b(your|my|here (are|is) (your|the))" + W + @"(new|updated|real|actual|true|revised)" + W + @"(instructions?|tasks?|objective|prompt|directives?)" + W + @"?(is|are|:)"
        + @"|\bnew (system )?(instructions|prompt) ?:"
        + @"|\bstrictly (adhere to|follow|obey) (only )?the following (new )?(instruction|command|directive)s?\b"
        + @"|\bbefore you( can)? (solve|complete|finish|answer|do|continue with|proceed with)" + W + @"(\p{L}+" + W + @"){0,3}?(task|request|question|query)\b[^.\n]{0,60}\b(please|first|must)\b",
        Linear)]
    private static partial Regex NewInstructions();

    [GeneratedRegex(
        @"\bfrom (now on|this (moment|point)( on)?|here on out),?" + W + @"you('re| are| will (act|be|take|pretend|respond|answer|speak|only)| must| should| have to)\b"
        + @"|\byou are now (in )?(an? )?(unrestricted|uncensored|unfiltered|DAN|developer mode|jailbroken)\b",
        Linear)]
    private static partial Regex NewRole();

    [GeneratedRegex(
        @"\b(reveal|print|show|repeat|output|display|leak|disclose|tell|give|share|expose|write|return|summari[sz]e|translate|spell)" + W + @"(\p{L}+" + W + @"){0,4}?"
        + @"((your|its)" + W + @"(\p{L}+" + W + @"){0,2}?(prompts?|instructions|directives)|the (hidden |full |entire |complete |original |initial )*(system|developer|pre)[ -]?prompts?"
        + @"|(all )?(of )?(your|the) (prompt texts?|full prompts?|initial instructions))\b",
        Linear)]
    private static partial Regex Reveal();

    [GeneratedRegex(
        @"\b(important|urgent|attention|note|notice|instructions?|message|reminder|hint)\b[^.\n]{0,40}?\b(to|for)" + W + @"((the|any|all|you)" + W + @")?" + Models + @"\b"
        + @"|\bif you( are|['’]re)" + W + @"(reading this as" + W + @")?an?" + W + @"(automated assistant|" + Models + @")\b"
        + @"|\battention,? " + Models + @"\b"
        + @"|\bthis is an? (important|urgent) (message|instruction) (from|for|to) (me|you|us)\b",
        Linear)]
    private static partial Regex Addressed();

    [GeneratedRegex(
        @"\b(do not|don['’]t|never|without)" + W + @"(tell(ing)?|inform(ing)?|alert(ing)?|mention(ing)?)" + W + @"(\p{L}+" + W + @"){0,4}?the user\b",
        Linear)]
    private static partial Regex Conceal();
}
