namespace Agentry;

/// <summary>Where tests of this store reach in.</summary>
internal sealed record SqliteSeams
{
    /// <summary>The schema.</summary>
    public IReadOnlyList<Migration> Migrations { get; init; } = Agentry.Migrations.All;

    /// <summary>Called with the writer's connection once it is ready.</summary>
    public Action<SqliteDatabase>? Opened { get; init; }

    /// <summary>Called inside each transaction when everything is written and nothing committed.</summary>
    public Action? BeforeCommit { get; init; }
}
