namespace Agentry.Tests;

/// <summary>Habits of the source that no compiler checks.</summary>
public sealed class SourceHabitsTests
{
    private static readonly string Source = Path.Combine(RepositoryRoot.Path, "src");

    public static IEnumerable<string> Files() =>
        Directory.EnumerateFiles(Source, "*.cs", SearchOption.AllDirectories).Where(f => !f.Contains("/obj/", StringComparison.Ordinal));

    [Fact]
    public void EveryFile_InSrc_IsBelow400Lines() =>
        Files().Where(f => File.ReadLines(f).Count() > 400).Should().BeEmpty();

    [Fact]
    public void EveryFolder_InSrc_IsAFeature() =>
        Directory.EnumerateDirectories(Source, "*", SearchOption.AllDirectories)
            .Where(d => Path.GetFileName(d) is "Utils" or "Helpers" or "Common" or "Models" or "Interfaces" or "Managers" or "Misc")
            .Should().BeEmpty();
}
