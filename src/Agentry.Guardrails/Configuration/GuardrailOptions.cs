using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>What is checked, where, and what follows; configurable under <c>Guardrails</c> and <c>Agents:{agent}:Guardrails</c>.</summary>
public sealed class GuardrailOptions
{
    /// <summary>Longest time one guardrail of the host may take for one text; then it counts as <see cref="GuardrailVerdict.Block"/>.</summary>
    /// <value>5 seconds by default; from 1 millisecond to 10 minutes.</value>
    [Duration(0.001, 600)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Control characters other than tab and line ends.</summary>
    public ControlCharacterOptions ControlCharacters { get; set; } = new();

    /// <summary>Characters that nobody sees: tags, zero-width, direction overrides, stacked variation selectors.</summary>
    public InvisibleTextOptions InvisibleText { get; set; } = new();

    /// <summary>Texts that are too long.</summary>
    [ValidateObjectMembers]
    public SizeOptions Size { get; set; } = new();

    /// <summary>Text in tool results that speaks to the model instead of being data.</summary>
    public InjectionOptions Injection { get; set; } = new();

    /// <summary>HTML that loads or runs something, markdown images and links that lead elsewhere.</summary>
    public MarkupOptions Markup { get; set; } = new();

    /// <summary>E-mail addresses and card numbers.</summary>
    public PersonalDataOptions PersonalData { get; set; } = new();

    /// <summary>How tool results are set apart for the model.</summary>
    public SpotlightingOptions Spotlighting { get; set; } = new();

    internal List<Func<IServiceProvider, IGuardrail>> Own { get; } = [];

    /// <summary>Adds a guardrail of the host, after those added before.</summary>
    /// <returns>The same options.</returns>
    public GuardrailOptions Add(IGuardrail guardrail)
    {
        ArgumentNullException.ThrowIfNull(guardrail);
        return Add(_ => guardrail);
    }

    /// <summary>Adds a guardrail of the host that is made from its services, once per agent.</summary>
    /// <returns>The same options.</returns>
    public GuardrailOptions Add(Func<IServiceProvider, IGuardrail> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        Own.Add(create);
        return this;
    }
}
