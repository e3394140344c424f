using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Agentry.Tests;

/// <summary>A C# block of a documentation page.</summary>
/// <param name="Page">The page's path in the repository.</param>
/// <param name="Line">The line of its first line of code.</param>
/// <param name="Code">The code.</param>
internal sealed partial record Snippet(string Page, int Line, string Code)
{
    public static IReadOnlyList<Snippet> All()
    {
        string root = RepositoryRoot.Path;
        IEnumerable<string> pages = Directory.EnumerateFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "src"), "README.md", SearchOption.AllDirectories))
            .Append(Path.Combine(root, "README.md"));
        return [.. pages.Order(StringComparer.Ordinal).SelectMany(page => Of(Path.GetRelativePath(root, page), File.ReadAllText(page)))];
    }

    /// <summary>A file of its own: usings first, declared types beside, statements in a method that sees <c>Names</c>.</summary>
    public string ToFile(int number)
    {
        string[] lines = Code.Split('\n');
        string usings = string.Join('\n', lines.Where(IsUsing));
        string rest = string.Join('\n', lines.Select(l => IsUsing(l) ? "" : l));
        var file = new StringBuilder(usings).AppendLine();


        // One namespace a page: what a page declares, its other blocks may use.
        string page = string.Concat(Page.Select(c => char.IsLetterOrDigit(c) ? c : '_'));
        file.AppendLine(CultureInfo.InvariantCulture, $"namespace Page_{page};");
        string line = $"#line {Line} \"{Page}\"";
        if (TypeDeclaration().IsMatch(rest))
            return file.AppendLine(line).AppendLine(rest).ToString();
        file.AppendLine(
            CultureInfo.InvariantCulture,
            $"internal sealed class Block{number} : Names {{ internal async System.Threading.Tasks.Task RunAsync(string[] args) {{ await System.Threading.Tasks.Task.Yield();");
        return file.AppendLine(line).AppendLine(rest).AppendLine("} }").ToString();
    }

    private static IEnumerable<Snippet> Of(string page, string text)
    {
        foreach (Match block in CSharpBlock().Matches(text.ReplaceLineEndings("\n")))
        {
            int line = text.AsSpan(0, block.Groups["code"].Index).Count('\n') + 1;
            yield return new Snippet(page, line, block.Groups["code"].Value);
        }
    }

    private static bool IsUsing(string line) => UsingDirective().IsMatch(line);

    [GeneratedRegex("^```csharp\\n(?<code>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex CSharpBlock();

    [GeneratedRegex("^using [A-Za-z.]+;", RegexOptions.None, 1000)]
    private static partial Regex UsingDirective();

    [GeneratedRegex("^(\\[.*\\]\\n)?(public |internal )?(sealed |static |abstract )*(partial )?(class|record|interface|struct) ", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypeDeclaration();
}
