namespace Agentry.JsonSchema;

/// <summary>The encoding of RFC 3492, over code points.</summary>
internal static class Punycode
{
    private const int Base = 36;
    private const int TMin = 1;
    private const int TMax = 26;
    private const int Skew = 38;
    private const int Damp = 700;
    private const int InitialBias = 72;
    private const int InitialN = 0x80;

    /// <summary>The number of code points, or -1 when the text is not an encoding or does not fit.</summary>
    public static int Decode(ReadOnlySpan<int> text, Span<int> output)
    {
        var basic = Math.Max(0, text.LastIndexOf('-'));
        if (basic > output.Length) return -1;
        for (var i = 0; i < basic; i++)
        {
            if (text[i] >= InitialN) return -1;
            output[i] = text[i];
        }

        int n = InitialN, position = 0, bias = InitialBias, count = basic;
        for (var next = basic > 0 ? basic + 1 : 0; next < text.Length;)
        {
            var old = position;
            long weight = 1;
            for (var k = Base; ; k += Base)
            {
                var digit = next < text.Length ? DigitOf(text[next++]) : -1;
                if (digit < 0 || position + (digit * weight) > int.MaxValue) return -1;
                position += (int)(digit * weight);
                var threshold = Threshold(k, bias);
                if (digit < threshold) break;
                weight *= Base - threshold;
                if (weight > int.MaxValue) return -1;
            }
            if (count == output.Length) return -1;
            count++;
            bias = Adapt(position - old, count, old == 0);
            n += position / count;
            position %= count;
            if (n > CharacterSet.MaxCodePoint || n is >= 0xD800 and <= 0xDFFF) return -1;
            output[position..(count - 1)].CopyTo(output[(position + 1)..]);
            output[position++] = n;
        }
        return count;
    }

    /// <summary>The number of characters, or -1 when they do not fit.</summary>
    public static int Encode(ReadOnlySpan<int> points, Span<int> output)
    {
        var written = 0;
        foreach (var point in points)
        {
            if (point >= InitialN) continue;
            if (written == output.Length) return -1;
            output[written++] = point;
        }
        int n = InitialN, delta = 0, bias = InitialBias, handled = written, basic = written;
        if (basic > 0)
        {
            if (written == output.Length) return -1;
            output[written++] = '-';
        }

        while (handled < points.Length)
        {
            var smallest = int.MaxValue;
            foreach (var point in points)
            {
                if (point >= n && point < smallest) smallest = point;
            }
            delta += (smallest - n) * (handled + 1);
            n = smallest;
            foreach (var point in points)
            {
                if (point < n) delta++;
                if (point != n) continue;
                var rest = delta;
                for (var k = Base; ; k += Base)
                {
                    var threshold = Threshold(k, bias);
                    if (written == output.Length) return -1;
                    if (rest < threshold)
                    {
                        output[written++] = Digit(rest);
                        break;
                    }
                    output[written++] = Digit(threshold + ((rest - threshold) % (Base - threshold)));
                    rest = (rest - threshold) / (Base - threshold);
                }
                bias = Adapt(delta, handled + 1, handled == basic);
                delta = 0;
                handled++;
            }
            delta++;
            n++;
        }
        return written;
    }

    private static int Threshold(int k, int bias) => Math.Clamp(k - bias, TMin, TMax);

    private static int Adapt(int delta, int count, bool isFirst)
    {
        delta = isFirst ? delta / Damp : delta / 2;
        delta += delta / count;
        var k = 0;
        for (; delta > (Base - TMin) * TMax / 2; k += Base) delta /= Base - TMin;
        return k + ((Base - TMin + 1) * delta / (delta + Skew));
    }

    private static int DigitOf(int c) => c switch
    {
        >= 'a' and <= 'z' => c - 'a',
        >= 'A' and <= 'Z' => c - 'A',
        >= '0' and <= '9' => c - '0' + 26,
        _ => -1,
    };

    private static int Digit(int value) => value < 26 ? 'a' + value : '0' + value - 26;
}
