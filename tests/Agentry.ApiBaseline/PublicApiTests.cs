using System.Reflection;

namespace Agentry.Tests;

/// <summary>A change of the public API is a change of an approved file, seen in review. To approve: copy the .received.txt over it.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Agentry.Core")]
    [InlineData("Agentry.Guardrails")]
    [InlineData("Agentry.JsonSchema")]
    [InlineData("Agentry.Observability")]
    [InlineData("Agentry.Resilience")]
    [InlineData("Agentry.Sqlite")]
    [InlineData("Agentry.Testing")]
    public void Package_PublicApi_IsTheApprovedOne(string package)
    {
        string folder = Path.Combine(RepositoryRoot.Path, "tests", "Agentry.ApiBaseline");
        string approved = Path.Combine(folder, package + ".approved.txt");
        string received = Path.Combine(folder, package + ".received.txt");

        string actual = PublicApi.Of(Assembly.Load(package));

        string expected = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (actual == expected)
            File.Delete(received);
        else
            File.WriteAllText(received, actual);
        actual.Should().Be(expected, $"the public API of {package} changed; if that is meant, copy {package}.received.txt over {package}.approved.txt");
    }
}
