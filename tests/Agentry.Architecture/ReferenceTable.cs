namespace Agentry.Tests;

/// <summary>Who may reference what. The framework itself is free to all.</summary>
internal static class ReferenceTable
{
    /// <summary>What every feature needs beside Core: the abstractions that Core's own signatures show, and its options.</summary>
    private static readonly string[] FeatureBasics =
    [
        "Microsoft.Extensions.AI.Abstractions",
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.Configuration.Binder",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
    ];

    /// <summary>Per package: the other packages and the third-party assemblies it may reference, by prefix.</summary>
    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Agentry.JsonSchema"] = [],
        ["Agentry.Core"] =
        [
            "Agentry.JsonSchema",
            "Microsoft.Extensions.AI.Abstractions",

            // The configuration source generator compiles calls into this one.
            "Microsoft.Extensions.Configuration",
            "Microsoft.Extensions.Configuration.Abstractions",
            "Microsoft.Extensions.Configuration.Binder",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options",
        ],
        ["Agentry.Guardrails"] = ["Agentry.Core", .. FeatureBasics],
        ["Agentry.Observability"] = ["Agentry.Core", .. FeatureBasics],
        ["Agentry.Resilience"] = ["Agentry.Core", "Polly.Core", .. FeatureBasics],
        ["Agentry.Sqlite"] = ["Agentry.Core", "Microsoft.Data.Sqlite", "SQLitePCLRaw.batteries_v2", "SQLitePCLRaw.core", .. FeatureBasics],
        ["Agentry.Testing"] = ["Agentry.Core", "Microsoft.Extensions.AI.Abstractions"],
    };

    /// <summary>Assemblies whose types may stand in any public signature.</summary>
    public static IReadOnlyList<string> PublicEverywhere { get; } =
    [
        "Microsoft.Extensions.AI.Abstractions",
        "Microsoft.Extensions.Configuration.Abstractions",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
        "Microsoft.Extensions.Logging.Abstractions",
        "Microsoft.Extensions.Options",
    ];

    /// <summary>Of the other packages those whose types a package shows on purpose: the validators behind Core's contracts, and what they say.</summary>
    public static IReadOnlyList<string> PublicOf(string package) => package == "Agentry.Core" ? ["Agentry.JsonSchema"] : [];

    public static bool IsFramework(string assembly) =>
        assembly is "netstandard" or "mscorlib" || assembly.StartsWith("System.", StringComparison.Ordinal) || assembly == "System";
}
