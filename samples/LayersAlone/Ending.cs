using System.Text;

namespace LayersAlone;

/// <summary>How a scene ended.</summary>
/// <param name="Answer">What the user was told.</param>
/// <param name="Effects">What the tools did to the world.</param>
/// <param name="Notes">What the layers recorded.</param>
internal sealed record Ending(string Answer, IReadOnlyList<string> Effects, IReadOnlyList<string> Notes)
{
    public override string ToString()
    {
        var text = new StringBuilder(Answer);
        if (Effects.Count > 0)
            text.Append($"\n            did: {string.Join(", ", Effects)}");
        if (Notes.Count > 0)
            text.Append($"\n            recorded: {string.Join("; ", Notes)}");
        return text.ToString();
    }
}
