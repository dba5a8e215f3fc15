class State
{
    int count() const;
    int size() const;
};
