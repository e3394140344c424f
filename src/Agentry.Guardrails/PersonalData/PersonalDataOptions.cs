namespace Agentry;

/// <summary>E-mail addresses, and card numbers that pass their check digit.</summary>
/// <remarks>
/// By default they are redacted in output alone. To keep them from the model, set <see cref="SurfaceOptions.UserInput"/> and
/// <see cref="SurfaceOptions.ToolResult"/> to <see cref="GuardrailVerdict.Rewrite"/>: tools still get the values.
/// </remarks>
public sealed class PersonalDataOptions : SurfaceOptions
{
    /// <summary>Redacts output.</summary>
    public PersonalDataOptions() => Output = GuardrailVerdict.Rewrite;

    /// <summary>What the model gets to see, where user input or tool results are rewritten. In output and arguments it is always a label.</summary>
    /// <value><see cref="PersonalDataReplacement.Token"/> by default.</value>
    public PersonalDataReplacement Replacement { get; set; } = PersonalDataReplacement.Token;

    /// <summary>Whether e-mail addresses count.</summary>
    /// <value>True by default.</value>
    public bool EmailAddresses { get; set; } = true;

    /// <summary>Whether card numbers count.</summary>
    /// <value>True by default.</value>
    public bool CardNumbers { get; set; } = true;

    /// <summary>Domains, without their subdomains, whose addresses stay: those of your own desks.</summary>
    /// <value>None by default.</value>
    public IList<string> KeepDomains { get; } = [];
}
