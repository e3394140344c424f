namespace Agentry;

/// <summary>What takes the place of personal data.</summary>
public enum PersonalDataReplacement
{
    /// <summary>A label, such as <c>[email]</c>.</summary>
    Redact = 0,

    /// <summary>A token such as <c>[email-1-k3f9x2]</c>. The value stays with the run, and comes back only in the arguments of its tool calls.</summary>
    Token,
}
