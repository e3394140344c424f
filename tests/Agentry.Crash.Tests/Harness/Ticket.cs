using System.Text.Json;

namespace Agentry.Tests;

/// <summary>One ticket in a file of its own: processes come and go until its run is over.</summary>
internal sealed class Ticket(string name, string file, Payments payments, string command = "run-desk")
{
    private int _kills;
    private int _starts;

    public string Name => name;

    public string File => file;

    public int Kills => _kills;

    public int Starts => _starts;

    /// <summary>One process: what it says at the run's end, or null when it was killed.</summary>
    public async Task<DeskResult?> WorkAsync(string kill = "never", bool quarantine = false)
    {
        _starts++;
        using var process = new ChildProcess([command, file, payments.Port, name, kill, .. quarantine ? (string[])["quarantine"] : []]);
        (IReadOnlyList<string> lines, bool wasKilled) = await process.EndAsync();
        if (wasKilled)
        {
            _kills++;
            return null;
        }

        return JsonSerializer.Deserialize<DeskResult>(lines.Single(l => l.StartsWith("done ", StringComparison.Ordinal))["done ".Length..]);
    }

    /// <summary>A process for each plan, and further ones until the run is over.</summary>
    public async Task<DeskResult> WorkThroughAsync(IEnumerable<string> plans)
    {
        foreach (string plan in plans)
        {
            if (await WorkAsync(plan) is { } done)
                return done;
        }

        return await WorkAsync() ?? throw new InvalidOperationException("A process without a plan was killed.");
    }

    public DeskFile Open() => new(file, payments.Port);
}
