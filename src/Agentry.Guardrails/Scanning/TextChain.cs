using System.Text;

namespace Agentry;

/// <summary>Stages one after the other over one text that comes in pieces.</summary>
internal sealed class TextChain(TextStage[] stages)
{
    private StringBuilder _in = new();
    private StringBuilder _out = new();

    /// <summary>Takes the next piece and returns what is decided: the piece itself when it passes unchanged.</summary>
    public string Append(string piece, bool isLast)
    {
        _out.Clear().Append(piece);
        foreach (TextStage stage in stages)
        {
            (_in, _out) = (_out, _in);
            _out.Clear();
            int left = _in.Length;
            if (left == 0)
                stage.Append([], isLast, _out);
            foreach (ReadOnlyMemory<char> chunk in _in.GetChunks())
            {
                left -= chunk.Length;
                stage.Append(chunk.Span, isLast && left == 0, _out);
            }
        }

        return _out.Equals(piece) ? piece : _out.ToString();
    }
}
