using System.Reflection;

namespace Agentry.Tests;

/// <summary>The reference table of the architecture, read from the built assemblies.</summary>
public sealed class ReferenceTests
{
    public static TheoryData<string> Packages => [.. ReferenceTable.Allowed.Keys];

    [Fact]
    public void EveryPackage_InSrc_IsInTheTable()
    {
        IEnumerable<string?> inSource = Directory.GetDirectories(Path.Combine(RepositoryRoot.Path, "src")).Select(Path.GetFileName);

        inSource.Should().BeEquivalentTo(ReferenceTable.Allowed.Keys);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_References_AreAllowed(string package)
    {
        IEnumerable<string> references = Assembly.Load(package).GetReferencedAssemblies()
            .Select(r => r.Name!).Where(r => !ReferenceTable.IsFramework(r));

        references.Should().BeSubsetOf(ReferenceTable.Allowed[package]);
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Package_PublicSignatures_ShowNoForeignTypes(string package)
    {
        Assembly assembly = Assembly.Load(package);
        string[] allowed = [package, "Agentry.Core", .. ReferenceTable.PublicOf(package), .. ReferenceTable.PublicEverywhere];

        IEnumerable<string> foreign = assembly.GetExportedTypes()
            .SelectMany(type => SignatureTypes.Of(type).Select(used => (type, used)))
            .Where(p => p.used.Assembly.GetName().Name is { } owner
                && !ReferenceTable.IsFramework(owner) && !allowed.Contains(owner, StringComparer.Ordinal))
            .Select(p => $"{p.type.FullName} shows {p.used.FullName}");

        foreign.Should().BeEmpty();
    }
}
