using System.Globalization;

namespace Agentry.Tests;

/// <summary>One option of a feature, and what a number between calls stands for in it.</summary>
internal sealed record OptionUnderTest(string Name, Func<object, object?> Read, Action<object, int> Write, Func<int, object> ValueOf)
{
    public static IReadOnlyList<OptionUnderTest> OfGuardrails { get; } =
    [
        Of<GuardrailOptions, GuardrailVerdict>("InvisibleText.UserInput", o => o.InvisibleText.UserInput, (o, v) => o.InvisibleText.UserInput = v, n => (GuardrailVerdict)(n % 2)),
        Of<GuardrailOptions, int>("Size.MaxOutput", o => o.Size.MaxOutput, (o, v) => o.Size.MaxOutput = v, n => 1_000 + n),
        Of<GuardrailOptions, TimeSpan>("Timeout", o => o.Timeout, (o, v) => o.Timeout = v, n => TimeSpan.FromMilliseconds(1 + n)),
        Of<GuardrailOptions, bool>("Spotlighting.Enabled", o => o.Spotlighting.Enabled, (o, v) => o.Spotlighting.Enabled = v, n => n % 2 == 0),
    ];

    public static IReadOnlyList<OptionUnderTest> OfResilience { get; } =
    [
        Of<ResilienceOptions, int>("Retry.MaxAttempts", o => o.Retry.MaxAttempts, (o, v) => o.Retry.MaxAttempts = v, n => 1 + (n % 5)),
        Of<ResilienceOptions, TimeSpan>("AttemptTimeout", o => o.AttemptTimeout, (o, v) => o.AttemptTimeout = v, n => TimeSpan.FromMilliseconds(1 + n)),
        Of<ResilienceOptions, bool>("Breaker.Enabled", o => o.Breaker.Enabled, (o, v) => o.Breaker.Enabled = v, n => n % 2 == 0),
        Of<ResilienceOptions, MidStreamFailure>("AfterFirstContent", o => o.AfterFirstContent, (o, v) => o.AfterFirstContent = v, n => (MidStreamFailure)(n % 2)),
    ];

    public static IReadOnlyList<OptionUnderTest> OfObservability { get; } =
    [
        Of<ObservabilityOptions, string?>("ProviderName", o => o.ProviderName, (o, v) => o.ProviderName = v, n => n.ToString(CultureInfo.InvariantCulture)),
        Of<ObservabilityOptions, bool>("SkipTracedModels", o => o.SkipTracedModels, (o, v) => o.SkipTracedModels = v, n => n % 2 == 0),
        Of<ObservabilityOptions, SemconvProfile?>("Profile", o => o.Profile, (o, v) => o.Profile = v, n => (SemconvProfile)(n % 2)),
    ];

    private static OptionUnderTest Of<TOptions, TValue>(
        string name, Func<TOptions, TValue> read, Action<TOptions, TValue> write, Func<int, TValue> valueOf) =>
        new(name, o => read((TOptions)o), (o, n) => write((TOptions)o, valueOf(n)), n => valueOf(n)!);
}
