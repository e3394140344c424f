namespace Agentry.Tests;

/// <summary>Finds the folder with the acceptance data, which lies beside the repository and is never copied into it.</summary>
internal static class SharedData
{
    /// <summary>The variable that names the folder outright.</summary>
    public const string RootVariable = "AGENTRY_SHARED";

    /// <summary>When this variable is <c>1</c>, absent data fails the tests instead of skipping them.</summary>
    public const string RequireVariable = "AGENTRY_REQUIRE_ALL";

    /// <summary>The folder, or null when this machine does not have it.</summary>
    public static string? Root { get; } = Find();

    /// <summary>True when absent data must fail.</summary>
    public static bool Required => Environment.GetEnvironmentVariable(RequireVariable) == "1";

    /// <summary>Why data-driven tests do not run here; null when they run.</summary>
    public static string? SkipReason => Root is not null || Required
        ? null
        : $"The acceptance data was not found: set {RootVariable} to its folder, or place it as 'shared' beside the repository.";

    /// <summary>The full path of an item below <see cref="Root"/>.</summary>
    public static string Path(params string[] parts) => Root is null
        ? throw new InvalidOperationException($"{RequireVariable}=1 forbids skipping, but the acceptance data was not found; set {RootVariable}.")
        : System.IO.Path.Combine([Root, .. parts]);

    private static string? Find()
    {
        var named = Environment.GetEnvironmentVariable(RootVariable);
        if (!string.IsNullOrEmpty(named)) return Directory.Exists(named) ? named : null;

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(System.IO.Path.Combine(folder.FullName, "Agentry.sln"))) continue;
            var beside = System.IO.Path.Combine(folder.Parent?.FullName ?? folder.FullName, "shared");
            return Directory.Exists(beside) ? beside : null;
        }
        return null;
    }
}
