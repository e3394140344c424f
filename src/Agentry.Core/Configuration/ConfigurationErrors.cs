namespace Agentry;

/// <summary>Collects what is wrong, so that all of it is reported together.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<string> _errors = [];

    public int Count => _errors.Count;

    public void Add(string error)
    {
        // The section for all agents is looked at once per agent; its errors are said once.
        if (!_errors.Contains(error))
            _errors.Add(error);
    }

    public void AddRange(IEnumerable<string> errors)
    {
        foreach (string error in errors)
            Add(error);
    }

    /// <summary>Runs a step; what it throws becomes an error that names the thing. A store that cannot work says so itself.</summary>
    public void Guard(string thing, Action step)
    {
        try
        {
            step();
        }
        catch (AgentryConfigurationException e)
        {
            AddRange(e.Errors);
        }
        catch (Exception e) when (e is not RunStoreException)
        {
            Add($"{thing}: {e.Message}");
        }
    }

    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
            throw new AgentryConfigurationException([.. _errors]);
    }
}
