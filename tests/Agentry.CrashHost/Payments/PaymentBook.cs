using System.Text.Json;

namespace Agentry.Tests;

/// <summary>What happened at the service. A target is <c>/KIND/TICKET/STEP</c>.</summary>
internal sealed class PaymentBook
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PaymentEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public string Post(string target, string? key)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(target, out PaymentEntry? entry))
                _entries[target] = entry = new PaymentEntry { Target = target };
            entry.Requests++;
            if (key is not null && !entry.Keys.Contains(key, StringComparer.Ordinal))
                entry.Keys.Add(key);
            bool isKeyed = target.StartsWith("/charge/", StringComparison.Ordinal);
            if (!isKeyed || _keys.Add(key ?? throw new InvalidOperationException("A charge needs a key.")))
                entry.Effects++;
            return $"receipt of {target}";
        }
    }

    public string Get(string target)
    {
        lock (_lock)
        {
            if (target == "/effects")
                return JsonSerializer.Serialize(_entries.Values);
            if (target.StartsWith("/find/", StringComparison.Ordinal))
                return _entries.ContainsKey(target["/find".Length..]) ? $"receipt of {target["/find".Length..]}" : "";
            return $"facts of {target}";
        }
    }
}

/// <summary>One thing that was asked for.</summary>
internal sealed class PaymentEntry
{
    public string Target { get; init; } = "";

    public int Requests { get; set; }

    public int Effects { get; set; }

    public List<string> Keys { get; init; } = [];
}
