namespace Agentry;

/// <summary>The opt-in that OpenTelemetry's conventions define for instrumentations that change their names.</summary>
internal static class ProfileSelection
{
    public const string Variable = "OTEL_SEMCONV_STABILITY_OPT_IN";

    public const string Latest = "gen_ai_latest_experimental";

    public static SemconvProfile FromEnvironment() => Of(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Reads the variable's value, a list with commas.</summary>
    public static SemconvProfile Of(string? value) =>
        value?.Split(',', StringSplitOptions.TrimEntries).Contains(Latest, StringComparer.Ordinal) == true
            ? SemconvProfile.Latest
            : SemconvProfile.V142;
}
