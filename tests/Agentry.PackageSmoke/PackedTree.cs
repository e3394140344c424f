namespace Agentry.Tests;

/// <summary>A copy of the checkout, as it is now, and the packages made from it the way a build server makes them.</summary>
/// <param name="Folder">Where the packages are.</param>
/// <param name="Version">Their version.</param>
/// <param name="Commit">The commit they say they were built from.</param>
/// <param name="Tracked">The sources that a reader finds under that commit.</param>
/// <param name="Packages">The packages, by id.</param>
internal sealed record PackedTree(
    string Folder, string Version, string Commit, IReadOnlySet<string> Tracked, IReadOnlyDictionary<string, Package> Packages)
{
    /// <summary>A checkout has a remote only where somebody gave it one, so the copies get one that Source Link knows the shape of.</summary>
    public const string Repository = "https://github.com/example/agentry.git";

    public const string Sources = "https://raw.githubusercontent.com/example/agentry/";

    public static async Task<PackedTree> PackAsync(string folder, string version)
    {
        string tree = Path.Combine(folder, "tree");
        await CopyAsync(tree);
        string packages = Path.Combine(folder, "packages");
        await Command.RunAsync(
            "dotnet",
            tree,
            "pack",
            "-c",
            "Release",
            "-o",
            packages,
            $"-p:Version={version}",
            "-p:ContinuousIntegrationBuild=true",
            "-p:RunAnalyzers=false",
            "-nodeReuse:false",
            "--nologo",
            "-v:q");
        return new PackedTree(
            packages,
            version,
            (await Command.RunAsync("git", tree, "rev-parse", "HEAD")).Trim(),
            Split(await Command.RunAsync("git", tree, "ls-files", "-z")).ToHashSet(StringComparer.Ordinal),
            Directory.GetFiles(packages, "*.nupkg").Select(Package.Read).ToDictionary(p => p.Id, StringComparer.Ordinal));
    }

    /// <summary>A clone, with what is not committed laid over it, so that a change is looked at before it is committed.</summary>
    private static async Task CopyAsync(string tree)
    {
        string root = RepositoryRoot.Path;
        await Command.RunAsync("git", root, "clone", "--quiet", root, tree);
        await Command.RunAsync("git", tree, "remote", "set-url", "origin", Repository);
        foreach (string file in Split(await Command.RunAsync("git", tree, "ls-files", "-z")))
            File.Delete(Path.Combine(tree, file));
        foreach (string file in Split(await Command.RunAsync("git", root, "ls-files", "--cached", "--others", "--exclude-standard", "-z")))
        {
            string source = Path.Combine(root, file);
            string target = Path.Combine(tree, file);
            if (!File.Exists(source))
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }
    }

    private static string[] Split(string list) => list.Split('\0', StringSplitOptions.RemoveEmptyEntries);
}
