using System.Collections.Frozen;
using System.Text.Json;

namespace Agentry;

/// <summary>Prices by model. Immutable and thread-safe.</summary>
/// <remarks>
/// A name is looked up as <c>provider/model</c>, then as it is without a path before it, then without the date or <c>latest</c> at its end. What is then not in the table
/// has no price: nothing is guessed from a similar name.
/// </remarks>
public sealed class PriceTable
{
    private static readonly Lazy<PriceTable> Embedded = new(LoadEmbedded);
    private readonly FrozenDictionary<string, ModelPrice> _byName;

    private PriceTable(IEnumerable<KeyValuePair<string, ModelPrice>> prices, string asOf)
    {
        _byName = prices.ToFrozenDictionary(p => p.Key, p => p.Value, StringComparer.OrdinalIgnoreCase);
        AsOf = asOf;
    }

    /// <summary>Public list prices of the large providers at the time of <see cref="AsOf"/>. Yours may differ: set your own over them.</summary>
    public static PriceTable Default => Embedded.Value;

    /// <summary>When and where the prices were taken from.</summary>
    public string AsOf { get; }

    /// <summary>The names in the table.</summary>
    public IEnumerable<string> Models => _byName.Keys;

    /// <summary>Reads a table: a JSON object of models by name, or one with <c>asOf</c> and <c>models</c>.</summary>
    /// <exception cref="JsonException">It is no such object.</exception>
    public static PriceTable Load(Stream json)
    {
        ArgumentNullException.ThrowIfNull(json);
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        JsonElement root = document.RootElement;
        bool isWrapped = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("models", out _);
        Dictionary<string, ModelPrice> models = (isWrapped ? root.GetProperty("models") : root).Deserialize(PriceJson.Default.DictionaryStringModelPrice)
            ?? throw new JsonException("A price table is an object of models.");
        string asOf = isWrapped && root.TryGetProperty("asOf", out JsonElement said) ? said.GetString() ?? "" : "";
        return new PriceTable(models, asOf);
    }

    /// <summary>The same table with other prices over it.</summary>
    public PriceTable With(IEnumerable<KeyValuePair<string, ModelPrice>> prices)
    {
        ArgumentNullException.ThrowIfNull(prices);
        var all = new Dictionary<string, ModelPrice>(_byName, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, ModelPrice price) in prices)
            all[name] = price;
        return new PriceTable(all, AsOf);
    }

    /// <summary>The price of a model; null when the table has none.</summary>
    /// <param name="provider">As the client calls itself; null when it does not.</param>
    /// <param name="model">The model's name.</param>
    public ModelPrice? Find(string? provider, string? model)
    {
        if (string.IsNullOrWhiteSpace(model))
            return null;
        if (provider is not null && _byName.TryGetValue($"{provider}/{model}", out ModelPrice? own))
            return own;
        if (_byName.TryGetValue(model, out ModelPrice? price))
            return price;
        string name = model[(model.LastIndexOf('/') + 1)..];
        return _byName.TryGetValue(name, out price) || _byName.TryGetValue(ModelNames.WithoutDate(name), out price) ? price : null;
    }

    private static PriceTable LoadEmbedded()
    {
        using Stream stream = typeof(PriceTable).Assembly.GetManifestResourceStream("Agentry.Pricing.prices.json")!;
        return Load(stream);
    }
}
