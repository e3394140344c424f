using System.Text;

namespace Agentry.Tests;

/// <summary>Runs scanners and stages over whole texts and over pieces.</summary>
internal static class Texts
{
    public static string Run(TextScanner scanner, string text) => Run(new ScannerStage(scanner), text);

    public static string Run(TextStage stage, string text)
    {
        var output = new StringBuilder();
        stage.Append(text, isLast: true, output);
        return output.ToString();
    }

    public static string[] Rules(TextScanner scanner, string text)
    {
        var stage = new ScannerStage(scanner);
        stage.Append(text, isLast: true, new StringBuilder());
        return [.. stage.Findings.Select(f => f.Rule)];
    }

    /// <summary>Cuts a text into pieces of one to a few characters, now and then long ones; surrogate pairs are cut too.</summary>
    public static List<string> Split(string text, Random random)
    {
        List<string> pieces = [];
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(text.Length - at, random.Next(5) == 0 ? random.Next(1, 80) : random.Next(1, 9));
            pieces.Add(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }
}
