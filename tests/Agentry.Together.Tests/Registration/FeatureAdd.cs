namespace Agentry.Tests;

/// <summary>One call of an <c>Add</c> method: which feature, for whom, and the options it sets.</summary>
/// <param name="Feature">Its name in the pipeline.</param>
/// <param name="Agent">The agent; null for all.</param>
/// <param name="Sets">The options and their new values, in order.</param>
internal sealed record FeatureAdd(string Feature, string? Agent, IReadOnlyList<(OptionUnderTest Option, int Value)> Sets)
{
    public const string Guardrails = nameof(Guardrails);
    public const string Resilience = nameof(Resilience);
    public const string Observability = nameof(Observability);

    public static IReadOnlyList<string> Features { get; } = [Guardrails, Resilience, Observability];

    public static IReadOnlyList<OptionUnderTest> OptionsOf(string feature) => feature switch
    {
        Guardrails => OptionUnderTest.OfGuardrails,
        Resilience => OptionUnderTest.OfResilience,
        _ => OptionUnderTest.OfObservability,
    };

    public static object DefaultsOf(string feature) => feature switch
    {
        Guardrails => new GuardrailOptions(),
        Resilience => new ResilienceOptions(),
        _ => new ObservabilityOptions(),
    };

    /// <summary>Makes the call. Whenever its options are composed, they are noted.</summary>
    public void Apply(IAgentryBuilder builder, List<object> composed)
    {
        switch (Feature)
        {
            case Guardrails:
                builder.AddGuardrails(o => Configure(o, composed));
                break;
            case Resilience:
                builder.AddResilience(o => Configure(o, composed));
                break;
            default:
                builder.AddObservability(o => Configure(o, composed));
                break;
        }
    }

    private void Configure(object options, List<object> composed)
    {
        if (!composed.Contains(options, ReferenceEqualityComparer.Instance))
            composed.Add(options);
        foreach ((OptionUnderTest option, int value) in Sets)
            option.Write(options, value);
    }
}
