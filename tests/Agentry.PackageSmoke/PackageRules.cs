using System.Xml.Linq;

namespace Agentry.Tests;

/// <summary>What every package must have, and what each may depend on.</summary>
internal static class PackageRules
{
    private static readonly IReadOnlyDictionary<string, string[]> Dependencies = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Agentry.JsonSchema"] = [],
        ["Agentry.Core"] =
        [
            "Agentry.JsonSchema",
            "Microsoft.Extensions.AI.Abstractions",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Hosting.Abstractions",
            "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["Agentry.Guardrails"] = ["Agentry.Core"],
        ["Agentry.Observability"] = ["Agentry.Core"],
        ["Agentry.Resilience"] = ["Agentry.Core", "Polly.Core"],
        ["Agentry.Sqlite"] = ["Agentry.Core", "Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3"],
        ["Agentry.Testing"] = ["Agentry.Core"],
    };

    public static IEnumerable<string> Problems(PackedTree tree)
    {
        IEnumerable<string> inSource = Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "src")).Select(d => Path.GetFileName(d)!);
        foreach (string project in inSource.Except(tree.Packages.Keys))
            yield return $"{project} did not become a package";
        foreach (Package package in tree.Packages.Values)
        {
            foreach (string problem in Contents(package).Concat(Metadata(package, tree)).Concat(References(package, tree)).Concat(Symbols(package, tree)))
                yield return $"{package.Id}: {problem}";
        }
    }

    /// <summary>Two packs of the same tree in different folders give the same assemblies, symbols and documentation.</summary>
    public static IEnumerable<string> Differences(PackedTree one, PackedTree other)
    {
        foreach ((string id, Package package) in one.Packages)
        {
            Package twin = other.Packages[id];
            foreach (string file in package.Files.Keys.Union(twin.Files.Keys).Where(f => f.StartsWith("lib/", StringComparison.Ordinal)))
            {
                if (!Same(package.Files.GetValueOrDefault(file), twin.Files.GetValueOrDefault(file)))
                    yield return $"{id}: {file} is not the same in the second pack";
            }

            if (!Same(package.Pdb, twin.Pdb))
                yield return $"{id}: the symbols are not the same in the second pack";
        }
    }

    private static IEnumerable<string> Contents(Package package)
    {
        if (package.Assembly is null)
            yield return "no assembly in lib/net10.0";
        if (package.Documentation is not { Length: > 0 })
            yield return "no XML documentation";
        if (package.Pdb is null)
            yield return "no symbols";
        string[] strays = [.. package.Files.Keys.Where(f => f.StartsWith("lib/", StringComparison.Ordinal) && !f.StartsWith($"lib/net10.0/{package.Id}.", StringComparison.Ordinal))];
        if (strays.Length > 0)
            yield return $"carries {string.Join(", ", strays)}";
    }

    private static IEnumerable<string> Metadata(Package package, PackedTree tree)
    {
        if (package.Text("version") != tree.Version)
            yield return $"version {package.Text("version")}";
        if (package.Text("description") is not { Length: > 40 } description || description == "Package Description")
            yield return "no description";
        if (package.Text("tags").Length == 0)
            yield return "no tags";
        if (package.Text("authors").Length == 0)
            yield return "no authors";
        if (package.Element("license") is not { Value: "MIT" } license || (string?)license.Attribute("type") != "expression")
            yield return "the licence is not MIT";
        if (!package.Files.ContainsKey(package.Text("readme")))
            yield return "no README";
        XElement? repository = package.Element("repository");
        if ((string?)repository?.Attribute("type") != "git" || (string?)repository?.Attribute("url") != PackedTree.Repository)
            yield return $"names the repository {repository}";
        if ((string?)repository?.Attribute("commit") != tree.Commit)
            yield return $"does not name the commit {tree.Commit}";
    }

    private static IEnumerable<string> References(Package package, PackedTree tree)
    {
        if (!Dependencies.TryGetValue(package.Id, out string[]? expected))
        {
            yield return $"is not in the table of {nameof(PackageRules)}: add it with what it may depend on";
            yield break;
        }

        foreach (string unexpected in package.Dependencies.Keys.Except(expected))
            yield return $"depends on {unexpected}";
        foreach (string missing in expected.Except(package.Dependencies.Keys))
            yield return $"does not depend on {missing}";
        foreach ((string id, string version) in package.Dependencies.Where(d => d.Key.StartsWith("Agentry.", StringComparison.Ordinal) && d.Value != tree.Version))
            yield return $"depends on {id} {version}";
    }

    /// <summary>A debugger finds every source: under the commit if it is in the repository, else inside the symbols.</summary>
    private static IEnumerable<string> Symbols(Package package, PackedTree tree)
    {
        if (package.Pdb is not { } pdb)
            yield break;
        SymbolFile symbols = SymbolFile.Read(pdb);
        if (symbols.SourceLink?.Contains($"\"/_/*\":\"{PackedTree.Sources}{tree.Commit}/*\"", StringComparison.Ordinal) != true)
            yield return $"Source Link does not lead to the commit: {symbols.SourceLink ?? "there is none"}";
        if (symbols.Documents.Count == 0)
            yield return "the symbols name no source";
        foreach ((string name, bool isEmbedded) in symbols.Documents)
        {
            bool isTracked = name.StartsWith("/_/", StringComparison.Ordinal) && tree.Tracked.Contains(name[3..]);
            if (!isTracked && !isEmbedded)
                yield return $"the source {name} is nowhere to be had";
        }
    }

    private static bool Same(byte[]? one, byte[]? other) => one is not null && other is not null && one.AsSpan().SequenceEqual(other);
}
