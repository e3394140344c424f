namespace Agentry.Tests;

/// <summary>Every C# block of the README and of the docs compiles against what was just built.</summary>
public sealed class SnippetTests
{
    private static readonly string[] Packages = ["Microsoft.Extensions.Hosting"];

    [Fact]
    public async Task Pages_EveryCSharpBlock_Compiles()
    {
        IReadOnlyList<Snippet> snippets = Snippet.All();
        snippets.Should().HaveCountGreaterThan(5);
        string folder = Directory.CreateTempSubdirectory("agentry-docs-").FullName;
        try
        {
            string tests = Path.Combine(RepositoryRoot.Path, "tests", "Agentry.Docs.Tests");
            File.Copy(Path.Combine(tests, "Names.cs"), Path.Combine(folder, "Names.cs"));
            for (int i = 0; i < snippets.Count; i++)
                await File.WriteAllTextAsync(Path.Combine(folder, $"Snippet{i}.cs"), snippets[i].ToFile(i));
            await File.WriteAllTextAsync(Path.Combine(folder, "Docs.csproj"), Project());

            (int exitCode, string output, _) = await Command.TryAsync("dotnet", folder, "build", "-nodeReuse:false", "--nologo", "-v:q");

            IEnumerable<string> errors = output.Split('\n').Where(l => l.Contains(": error ", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal);
            exitCode.Should().Be(0, "these blocks must compile:\n{0}", string.Join('\n', errors));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A project outside the tree: no analyzers, the reader's usual implicit usings, the built assemblies.</summary>
    private static string Project()
    {
        string root = RepositoryRoot.Path;
        string version = File.ReadAllText(Path.Combine(root, "Directory.Packages.props")).Split("<MicrosoftExtensionsVersion>")[1].Split('<')[0];
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        IEnumerable<string> assemblies = Directory.GetDirectories(Path.Combine(root, "src")).Select(d => Path.GetFileName(d)!)
            .Select(name => $"""<Reference Include="{Path.Combine(root, "artifacts", "bin", name, configuration, name + ".dll")}" />""");
        IEnumerable<string> packages = Packages.Select(p => $"""<PackageReference Include="{p}" Version="{version}" />""")
            .Append("""<PackageReference Include="Microsoft.Extensions.AI.Abstractions" Version="10.11.0" />""");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <NuGetAudit>false</NuGetAudit>
                <NoWarn>CS0649;CS8321;CS1998</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <Using Include="Agentry" />
                <Using Include="Agentry.JsonSchema" />
                <Using Include="Agentry.Testing" />
                <Using Include="Microsoft.Extensions.AI" />
                <Using Include="Microsoft.Extensions.DependencyInjection" />
                {string.Join('\n', packages)}
                {string.Join('\n', assemblies)}
              </ItemGroup>
            </Project>
            """;
    }
}
