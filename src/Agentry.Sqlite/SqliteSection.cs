using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Agentry;

/// <summary>The host's section <c>Sqlite</c>.</summary>
internal sealed class SqliteSection : HostSection<SqliteOptions>
{
    public override string Name => "Sqlite";

    /// <summary>What is wrong with the options: their ranges, and the connection string.</summary>
    public static ValidateOptionsResult Check(SqliteOptions options)
    {
        ValidateOptionsResult ranges = new SqliteOptionsValidator().Validate(null, options);
        if (string.IsNullOrEmpty(options.ConnectionString) || SqliteFile.Problem(options.ConnectionString) is not { } problem)
            return ranges;
        return ValidateOptionsResult.Fail([.. ranges.Failures ?? [], problem]);
    }

    protected override void Bind(IConfiguration section, SqliteOptions options) => section.Bind(options);

    protected override ValidateOptionsResult Validate(SqliteOptions options) => Check(options);
}
