using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Agentry;

/// <summary>The body of a signal with a person's decision.</summary>
internal sealed record DecisionSignal
{
    public required string ApprovalId { get; init; }

    public required ApprovalVerdict Verdict { get; init; }

    public required string Approver { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    public required string ArgumentsHash { get; init; }

    public required string ToolVersion { get; init; }

    public JsonElement? Arguments { get; init; }

    public string? Response { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of the rest and of the run, with the key that signs run logs; null without such a key.</summary>
    public string? Seal { get; init; }

    public DecisionSignal Sealed(RunKey run, byte[]? key) => key is null ? this : this with { Seal = SealOf(run, key) };

    public bool HasSeal(RunKey run, byte[]? key) => key is null
        || (Seal is { } seal && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(SealOf(run, key))));

    public string Write() => JsonSerializer.Serialize(this, SignalJson.Default.DecisionSignal);

    /// <summary>The same decision of the same person is the same signal, however often it is sent.</summary>
    public string Id() =>
        $"decide:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes((this with { Seal = null }).Write())).AsSpan(0, 16))}";

    /// <summary>Null for what is no such body.</summary>
    public static DecisionSignal? Read(string? body) => SignalBody.Read(body, SignalJson.Default.DecisionSignal);

    private string SealOf(RunKey run, byte[] key)
    {
        string text = $"agentry-decision/1\n{run.Tenant.Length}:{run.Tenant}\n{run.RunId.Value}\n{(this with { Seal = null }).Write()}";
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }
}
