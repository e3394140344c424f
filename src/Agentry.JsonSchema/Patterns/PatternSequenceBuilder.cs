namespace Agentry.JsonSchema;

/// <summary>Collects the characters of a pattern while it is read.</summary>
internal sealed class PatternSequenceBuilder
{
    private readonly List<(CharacterSet Set, int Min, int Max)> _elements = [];

    public bool IsAnchoredAtStart { get; set; }

    public bool IsAnchoredAtEnd { get; set; }

    public void Add(CharacterSet set) => _elements.Add((set, 1, 1));

    public void Repeat(int min, int max) => _elements[^1] = (_elements[^1].Set, min, max);

    /// <summary>
    /// The sequence, when walking it without going back gives the right answer: no repeated character can also be the one that follows
    /// it, and unless it starts at the start its length is fixed and short, so that trying every place stays cheap.
    /// </summary>
    public PatternSequence? Build()
    {
        const int LongestFloating = 64;
        var elements = _elements.ConvertAll(item => new PatternElement(item.Set, item.Min, item.Max < 0 ? int.MaxValue : item.Max));
        if (!IsAnchoredAtStart && (elements.Exists(element => element.Min != element.Max) || elements.Sum(element => (long)element.Max) > LongestFloating)) return null;
        for (var i = 0; i < elements.Count; i++)
        {
            if (elements[i].Min == elements[i].Max) continue;
            for (var next = i + 1; next < elements.Count; next++)
            {
                if (elements[i].Overlaps(elements[next])) return null;
                if (elements[next].Min > 0) break;
            }
        }
        return new PatternSequence([.. elements], IsAnchoredAtStart, IsAnchoredAtEnd);
    }
}
