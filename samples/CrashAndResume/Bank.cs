namespace CrashAndResume;

/// <summary>A bank in a file: what it paid stays paid, whoever dies.</summary>
internal sealed class Bank(string folder)
{
    private readonly string _path = Path.Combine(folder, "bank.txt");

    public IReadOnlyList<string> Payments => File.Exists(_path) ? File.ReadAllLines(_path) : [];

    /// <summary>Pays. With a key that it knows, it gives the first receipt again.</summary>
    public string Pay(decimal amount, string? key)
    {
        if (key is not null && Find(key) is { } known)
            return known;
        string receipt = $"receipt {Payments.Count + 1}: {amount:0.00} EUR";
        using var file = new FileStream(_path, FileMode.Append);
        file.Write(System.Text.Encoding.UTF8.GetBytes($"{receipt} (key {key ?? "none"})\n"));
        file.Flush(flushToDisk: true);
        return receipt;
    }

    public string? Find(string key) =>
        Payments.FirstOrDefault(p => p.Contains(key, StringComparison.Ordinal))?.Split(" (key ")[0];
}
