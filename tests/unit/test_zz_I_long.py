from tests.unit.test_whole_phone import case, Life
TestLong = case(150, 60)
